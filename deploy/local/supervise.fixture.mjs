/** A launcher for the specs: keeps two processes and lives until it is killed. Arguments: folder. */
import { join } from 'node:path';
import { Supervisor } from './supervise.mjs';

const folder = process.argv[2];
const supervisor = new Supervisor({
  note: join(folder, 'processes.json'),
  onRestart: () => {},
  onFailure: (error) => {
    throw error;
  },
});
const plan = (name, script, endsWithParent) => ({
  name,
  command: () => ({ command: process.execPath, args: ['-e', script], environment: process.env, cwd: folder }),
  logFile: join(folder, `${name}.log`),
  isReady: async () => true,
  endsWithParent,
});
await supervisor.start(plan('listening', "process.stdin.on('end', () => process.exit()).resume()", 'pipe'));
await supervisor.start(plan('deaf', 'setInterval(() => {}, 1000)', 'watchdog'));
await supervisor.allReady({ timeoutMs: 10_000 });
console.log('ready');
setInterval(() => {}, 1000);
