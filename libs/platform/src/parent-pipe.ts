/**
 * Ends this process when the one that started it is gone: the launcher holds the other end of stdin, so its death,
 * even by SIGKILL, closes the pipe. Only when ONGGI_PARENT_PIPE=1; under Kubernetes stdin is no such pipe.
 */
export function exitWithParent(
  shutDown: () => void,
  environment: Record<string, string | undefined> = process.env,
): void {
  if (environment['ONGGI_PARENT_PIPE'] !== '1') return;
  process.stdin.on('end', shutDown).on('error', shutDown).resume();
}
