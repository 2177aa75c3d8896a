import 'reflect-metadata';
import path from 'node:path';
import {
  configuredAddresses,
  createLogger,
  exitCodeFor,
  exitWithParent,
  guardEgress,
  readSecretFile,
} from '@onggi/platform';
import { createApplication } from './application.js';
import { readApiConfiguration } from './configuration.js';

const log = createLogger('api');

async function main(): Promise<void> {
  const configuration = readApiConfiguration();
  if (configuration.ONGGI_EGRESS === 'none') guardEgress(configuredAddresses(configuration));
  const machineKey = readSecretFile(path.join(configuration.ONGGI_HOME, 'secrets', 'machine.key'));
  const application = await createApplication(configuration, machineKey);
  exitWithParent(() => process.kill(process.pid, 'SIGTERM'));
  await application.listen(configuration.PORT, configuration.HOST);
  log.info({ port: configuration.PORT }, 'api is listening');
}

main().catch((error: unknown) => {
  log.fatal({ error: error instanceof Error ? error.stack : String(error) }, 'api could not start');
  process.exit(exitCodeFor(error));
});
