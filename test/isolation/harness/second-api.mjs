import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after } from 'node:test';
import { databaseName } from '../../../deploy/local/embedded-database.mjs';
import { readJson } from '../../../deploy/local/files.mjs';
import { installationPaths } from '../../../deploy/local/paths.mjs';
import { freePort } from '../../../deploy/local/ports.mjs';
import { databaseUrl } from '../../../deploy/local/postgres.mjs';
import { databaseClientPlans } from '../../../deploy/local/product-processes.mjs';
import { readSecret, secretFiles } from '../../../deploy/local/secrets.mjs';
import { eventually } from '../../e2e/harness/product.mjs';

const running = new Set();

// At the end of the whole run: asked for in a hook, it would end with that hook's suite.
after(() => Promise.all([...running].map((stop) => stop())));

/**
 * Another api process over the data of a running product, with settings of its own: what only a start decides can so be
 * tried without a second database and second models.
 * @returns {Promise<{url: string, log: () => string, stop: () => Promise<void>}>} ended after the last test at the latest
 */
export async function secondApi(product, settings) {
  const paths = installationPaths(product.environment);
  const { socket, port: databasePort } = readJson(paths.databaseNote);
  const superuserPassword = readSecret(paths.home, secretFiles.superuserPassword);
  const port = await freePort();
  const plans = await databaseClientPlans({
    paths,
    environment: { ...product.environment, ...settings },
    places: {
      host: settings.HOST ?? '127.0.0.1',
      api: port,
      worker: 0,
      inference: Number(product.environment.ONGGI_INFERENCE_PORT),
    },
    databaseUrl: databaseUrl({ socket, port: databasePort, superuserPassword }, databaseName),
  });
  const { command, args, environment, cwd } = plans.find(({ name }) => name === 'api').command();
  const child = spawn(command, args, { cwd, env: { ...environment, ...settings }, stdio: ['pipe', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data));
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const stop = async () => {
    if (!isRunning()) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  running.add(stop);
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => !isRunning() || isLive(url), 60_000, 'the second api answers');
  if (!isRunning()) throw new Error(`The second api did not start:\n${log}`);
  return { url, log: () => log, stop };
}

async function isLive(url) {
  try {
    return (await fetch(`${url}/health/live`)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
