import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode, checkPorts, listeningPlaces } from './checks.mjs';
import { downloadMissing } from './download.mjs';
import { planDownloads } from './download-plan.mjs';
import { embeddedBinaries, openDatabase, prepareServer, serverPlan } from './embedded-database.mjs';
import { StartError } from './failures.mjs';
import { ensureCache, ensureHome } from './home.mjs';
import { databaseUser } from './database-user.mjs';
import { databaseClientPlans, environmentFor, inferencePlan } from './product-processes.mjs';
import { takeLock } from './lock.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { prepareWorkspace } from './workspace.mjs';

/** Loading a model of 1 GB from a slow disk takes a while; longer than this is a fault. */
const readyTimeoutMs = 300_000;

/**
 * Everything that a start, and a test run, needs on a fresh clone: folders, dependencies, downloads, build.
 * @param {Installation} installation
 * @typedef {{paths: ReturnType<typeof import('./paths.mjs').installationPaths>, say: object,
 *   environment: Record<string, string | undefined>, report: import('./report.mjs').Report, abort: AbortSignal}} Installation
 */
export async function prepareMachine(installation) {
  ensureCache(installation.paths);
  await prepareWorkspace(installation);
  await fetchDownloads(installation);
}

async function fetchDownloads(installation) {
  const { paths, environment, abort } = installation;
  const binaries = embeddedBinaries(paths);
  await downloadMissing(() => planDownloads({ paths, environment, binaries: binaries.folder, abort }), installation);
}

/**
 * Takes the installation for this process.
 * @returns {{release: () => void, places: ReturnType<typeof listeningPlaces>}}
 * @throws {StartError} ALREADY_RUNNING, PORT_TAKEN and whatever else keeps the start from succeeding
 */
export async function claimInstallation({ paths, environment, report, say }, supervisor) {
  checkNode();
  for (const { file, mended } of ensureHome(paths, databaseUser())) {
    report.note(mended === 'closed' ? say.closedSecret(file) : say.renewedSecret(file));
  }
  const places = listeningPlaces(environment);
  const lock = takeLock(join(paths.run, 'launcher.lock'), { address: places.address });
  if (!lock.taken) {
    throw new StartError('ALREADY_RUNNING', {
      pid: lock.holder.pid,
      home: paths.home,
      address: lock.holder.address,
    });
  }
  try {
    await supervisor.endLeftovers();
    await checkPorts(places, { ownInference: !environment.ONGGI_INFERENCE_URL });
  } catch (error) {
    lock.release();
    throw error;
  }
  return { release: lock.release, places };
}

/** Starts PostgreSQL unless DATABASE_URL names one. @returns {Promise<string>} URL of a role that may migrate */
export async function startDatabase(installation, supervisor) {
  const { paths, environment, report, say, abort } = installation;
  if (environment.DATABASE_URL) return environment.DATABASE_URL;
  return report.step(say.database, async () => {
    const { server, setAside, elsewhere } = await prepareServer(paths, { abort });
    if (setAside !== null) report.note(say.setAside(setAside));
    for (const folder of elsewhere) report.note(say.elsewhere(folder));
    const postgres = await supervisor.start(serverPlan(server, join(paths.logs, 'postgres.log')));
    await supervisor.allReady({ timeoutMs: readyTimeoutMs, abort, processes: [postgres] });
    return openDatabase(server, abort);
  });
}

/** Brings the schema and the roles up to date. */
export async function migrateDatabase(installation, databaseUrl) {
  const { paths, environment, report, say } = installation;
  await report.step(say.migrate, () =>
    runNode(installation, say.migrate, ['prisma/migrate.mjs'], {
      ...environment,
      DATABASE_URL: databaseUrl,
      ONGGI_HOME: paths.home,
    }),
  );
}

/** Starts inference, unless it is elsewhere. It needs no database, so its models load while that starts. */
export async function startInference({ paths, environment }, supervisor, places) {
  if (!environment.ONGGI_INFERENCE_URL) await supervisor.start(inferencePlan({ paths, places, environment }));
}

/** Starts worker and api and waits until every process is ready. */
export async function startProcesses(installation, supervisor, { places, databaseUrl }) {
  const { paths, environment, report, say, abort } = installation;
  await report.step(say.processes, async () => {
    const plans = await databaseClientPlans({ paths, places, databaseUrl, environment });
    for (const plan of plans) await supervisor.start(plan);
    const onWait = (names) => report.note(say.waitingFor(names.join(', ')));
    await supervisor.allReady({ timeoutMs: readyTimeoutMs, onWait, abort });
  });
}

/** Loads the demo tenants through the api, unless they are there or not wanted. */
export async function loadDemo(installation, places) {
  const { paths, environment, report, say } = installation;
  if (environment.ONGGI_DEMO === 'off') return;
  const own = { ONGGI_HOME: paths.home, ONGGI_URL: places.address, PORT: `${places.api}` };
  await report.step(say.demo, () =>
    runNode(
      installation,
      say.demo,
      ['apps/cli/bin/onggi.mjs', 'demo', 'load'],
      environmentFor('cli', environment, own),
    ),
  );
}

/**
 * The accounts one may sign in as, as the api lists them.
 * @returns {Promise<Array<{email: string, tenantName: {ko: string, en: string}, role: string}>>}
 */
export async function demoAccounts({ environment }, places) {
  if (environment.ONGGI_DEMO === 'off') return [];
  const response = await fetch(`${places.address}/api/v1/accounts/demo`);
  if (!response.ok) throw new Error(`GET /api/v1/accounts/demo answered ${response.status}`);
  return (await response.json()).accounts;
}

async function runNode({ paths, abort }, what, args, environment) {
  if (!existsSync(join(paths.root, args[0]))) {
    throw new StartError('FILE_MISSING', { variable: what, path: args[0] });
  }
  const { code, output } = await runCommand(process.execPath, args, { cwd: paths.root, environment, abort });
  if (code === 0) return;
  const reason = code === null ? 'signal' : `exit ${code}`;
  throw new StartError(
    'COMMAND_FAILED',
    { what, command: `node ${args.join(' ')}`, reason },
    { logLines: lastLines(output) },
  );
}
