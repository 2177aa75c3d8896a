import { createLogger, exitCodeFor, exitWithParent } from '@onggi/platform';
import { createServer } from './http/server.js';
import { readInferenceConfiguration } from './inference-configuration.js';
import { ModelServer } from './model-server.js';

const logger = createLogger('inference');

/** Listens at once; models become usable as they are ready, which /health/ready tells. */
async function main(): Promise<void> {
  const configuration = readInferenceConfiguration();
  const models = new ModelServer(configuration, logger);
  const server = createServer(models, configuration.key, logger);
  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    await server.close();
    await models.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  exitWithParent(() => void stop('the parent process ended'));
  await server.listen({ host: configuration.host, port: configuration.port });
  await models.start();
}

main().catch((error: unknown) => {
  logger.fatal({ err: error }, 'the inference server can not start');
  process.exit(exitCodeFor(error));
});
