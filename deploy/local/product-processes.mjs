import { join } from 'node:path';
import { chosenModels } from './model-choice.mjs';
import { roleUrl } from './secrets.mjs';

/** What every process gets of the reader's environment: where programs and certificates are, language, proxies. */
const commonVariables =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LANG|LC_.*|XDG_.*|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(https?|no|all)_proxy|OTEL_.*)$/i;

/** ONGGI_ variables that only some processes may know. Every other one goes to all, so that a misspelt one is refused. */
const restricted = {
  ONGGI_APP_DATABASE_URL: [],
  ONGGI_AUDITOR_DATABASE_URL: [],
  ONGGI_JOBS_DATABASE_URL: [],
  ONGGI_PROVISIONER_DATABASE_URL: [],
  ONGGI_MAINTENANCE_DATABASE_URL: [],
  ONGGI_CONTEXT_KEY_FILE: ['api', 'worker'],
  ONGGI_S3_ACCESS_KEY_ID: ['api', 'worker'],
  ONGGI_S3_SECRET_ACCESS_KEY: ['api', 'worker'],
  ONGGI_CHAT_KEY: ['api', 'worker'],
  ONGGI_EMBEDDING_KEY: ['api', 'worker'],
  ONGGI_INFERENCE_KEY: ['api', 'worker', 'inference'],
};

/** The environment of one process: the common part, and what it alone needs. */
export function environmentFor(name, environment, own) {
  const kept = Object.entries(environment).filter(([variable]) => {
    if (commonVariables.test(variable)) return true;
    return variable.startsWith('ONGGI_') && (restricted[variable] ?? [name]).includes(name);
  });
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', ONGGI_PARENT_PIPE: '1', ...own };
}

/**
 * @typedef {{paths: object, environment: Record<string, string | undefined>,
 *   places: {host: string, api: number, inference: number, worker: number}}} Installation
 */

/** @param {Installation} installation @returns {import('./managed-process.mjs').ProcessPlan} */
export function inferencePlan({ paths, places, environment }) {
  const { embedding } = chosenModels(paths, environment);
  const own = {
    HOST: '127.0.0.1',
    ONGGI_INFERENCE_PORT: `${places.inference}`,
    ONGGI_CACHE: paths.cache,
    // The wheel's file lies where inference looks by itself; the hub's folder does not.
    ...(embedding.from === 'hub' ? { ONGGI_EMBEDDING_MODEL_PATH: embedding.path } : {}),
  };
  return plan('inference', places.inference, own, { paths, environment });
}

/**
 * Worker and api, in the order in which they start.
 * @param {Installation & {databaseUrl: string}} installation
 * @returns {Promise<import('./managed-process.mjs').ProcessPlan[]>}
 */
export async function databaseClientPlans({ paths, places, databaseUrl, environment }) {
  const as = (role) => roleUrl(databaseUrl, role, paths.home);
  const shared = {
    ONGGI_HOME: paths.home,
    ONGGI_INFERENCE_URL: environment.ONGGI_INFERENCE_URL || `http://127.0.0.1:${places.inference}`,
    ONGGI_APP_DATABASE_URL: await as('onggi_app'),
  };
  const worker = {
    ...shared,
    ONGGI_WORKER_PORT: `${places.worker}`,
    ONGGI_JOBS_DATABASE_URL: await as('onggi_jobs'),
    ONGGI_PROVISIONER_DATABASE_URL: await as('onggi_provisioner'),
    ONGGI_MAINTENANCE_DATABASE_URL: await as('onggi_maintenance'),
  };
  const api = {
    ...shared,
    ONGGI_AUDITOR_DATABASE_URL: await as('onggi_auditor'),
    HOST: places.host,
    PORT: `${places.api}`,
    // Off where the api is started by anything else: in production.
    ONGGI_DEMO: environment.ONGGI_DEMO || 'on',
    ONGGI_LOCAL_ACCOUNTS: environment.ONGGI_LOCAL_ACCOUNTS || 'on',
  };
  return [
    plan('worker', places.worker, worker, { paths, environment }),
    plan('api', places.api, api, { paths, environment, host: places.host }),
  ];
}

function plan(name, port, own, { paths, environment, host = '127.0.0.1' }) {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    name,
    command: () => ({
      command: process.execPath,
      args: [join('apps', name, 'dist', 'main.js')],
      environment: environmentFor(name, environment, own),
      cwd: paths.root,
    }),
    logFile: join(paths.logs, `${name}.log`),
    isReady: () => answersReady(`http://${reached}:${port}/health/ready`),
    endsWithParent: 'pipe',
  };
}

async function answersReady(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    // Nobody listens yet, or it is busy loading: both mean "not yet", and the supervisor asks again.
    if (error instanceof TypeError || error.name === 'TimeoutError') return false;
    throw error;
  }
}
