import { spawn } from 'node:child_process';

/**
 * Ends a process when this one dies, even by SIGKILL, for programs that do not look after it themselves (PostgreSQL,
 * pip, npm): a shell holds the other end of a pipe, and the end of the pipe is the order to signal.
 * @param {number} target a pid, or a negative one for a whole group
 * @param {'INT' | 'TERM'} signal
 * @returns {{release: () => void}} to be called as soon as the process ended, before its pid can belong to another
 */
export function endWithMe(target, signal) {
  const shell = spawn(
    '/bin/sh',
    ['-c', `read -r _; kill -s ${signal} -- "$1" 2>/dev/null`, 'onggi-watchdog', `${target}`],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
    },
  );
  shell.on('error', () => shell.stdin.destroy());
  shell.stdin.on('error', () => shell.stdin.destroy());
  shell.unref();
  shell.stdin.unref?.();
  return { release: () => shell.kill('SIGKILL') };
}
