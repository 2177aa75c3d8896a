import { constants, setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { configuredAddresses, createLogger, exitCodeFor, exitWithParent, guardEgress } from '@onggi/platform';
import { readWorkerConfiguration } from './configuration.js';
import { healthServer } from './health-server.js';
import { Worker } from './worker.js';

const log = createLogger('worker');
const retryMs = 1_000;

async function main(): Promise<void> {
  // People wait for answers, nobody for a job: parsing and staging give way to the models that write.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const configuration = readWorkerConfiguration();
  if (configuration.ONGGI_EGRESS === 'none') guardEgress(configuredAddresses(configuration));
  const worker = new Worker(configuration);
  const health = healthServer(() => worker.checks());
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    health.close();
    worker.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, 'the worker did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  exitWithParent(stop);
  await new Promise<void>((resolve, reject) => {
    health.once('error', reject).listen(configuration.ONGGI_WORKER_PORT, configuration.HOST, resolve);
  });
  await startWhenReached(worker, stopping.signal);
}

/** A database that is not there yet is waited for; readiness says so meanwhile. */
async function startWhenReached(worker: Worker, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await worker.start();
      return log.info('worker is running');
    } catch (error) {
      log.warn({ error: String(error) }, 'the worker could not start yet');
      await sleep(retryMs);
    }
  }
}

main().catch((error: unknown) => {
  log.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'worker could not start');
  process.exit(exitCodeFor(error));
});
