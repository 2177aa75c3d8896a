import { StartError } from './failures.mjs';
import { isPortFree, portHolder, portSetting } from './ports.mjs';
import { runCommand } from './run-command.mjs';

export const oldestNode = '20.19.0';

/** @throws {StartError} NODE_TOO_OLD */
export function checkNode(found = process.versions.node) {
  const [major, minor] = found.split('.').map(Number);
  const [needsMajor, needsMinor] = oldestNode.split('.').map(Number);
  if (major < needsMajor || (major === needsMajor && minor < needsMinor)) {
    throw new StartError('NODE_TOO_OLD', { found, needed: oldestNode });
  }
}

/**
 * @returns {Promise<string>} what pip says about itself
 * @throws {StartError} NO_PYTHON, NO_PIP
 */
export async function checkPip({ environment, abort }) {
  let result;
  try {
    result = await runCommand('python3', ['-m', 'pip', '--version'], { environment, abort });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new StartError('NO_PYTHON', {}, { cause: error });
  }
  if (result.code !== 0) throw new StartError('NO_PIP');
  return result.output.trim();
}

/**
 * The ports and addresses of the processes, by the environment.
 * @returns {{host: string, api: number, inference: number, worker: number, address: string}}
 * @throws {StartError} PORT_INVALID
 */
export function listeningPlaces(environment) {
  const host = environment.HOST || '127.0.0.1';
  const api = portSetting(environment, 'PORT', 3000);
  return {
    host,
    api,
    inference: portSetting(environment, 'ONGGI_INFERENCE_PORT', 3100),
    worker: portSetting(environment, 'ONGGI_WORKER_PORT', 3101),
    address: `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${api}`,
  };
}

/** @throws {StartError} PORT_TAKEN naming who has it */
export async function checkPorts({ host, api, inference, worker }, { ownInference }) {
  const wanted = [
    { port: api, on: host, variable: 'PORT' },
    ...(ownInference ? [{ port: inference, on: '127.0.0.1', variable: 'ONGGI_INFERENCE_PORT' }] : []),
    { port: worker, on: '127.0.0.1', variable: 'ONGGI_WORKER_PORT' },
  ];
  for (const { port, on, variable } of wanted) {
    if (!(await isPortFree(port, on))) throw new StartError('PORT_TAKEN', { port, variable, holder: portHolder(port) });
  }
}
