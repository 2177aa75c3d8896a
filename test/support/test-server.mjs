import { mkdtemp, rm } from 'node:fs/promises';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadMissing } from '../../deploy/local/download.mjs';
import { planDatabase } from '../../deploy/local/download-plan.mjs';
import { embeddedBinaries, serverPlan } from '../../deploy/local/embedded-database.mjs';
import { terminalLanguage } from '../../deploy/local/failures.mjs';
import { ensureCache } from '../../deploy/local/home.mjs';
import { installationPaths } from '../../deploy/local/paths.mjs';
import { freePort } from '../../deploy/local/ports.mjs';
import { databaseUrl, initialise, query } from '../../deploy/local/postgres.mjs';
import { Report } from '../../deploy/local/report.mjs';
import { ensureSecrets } from '../../deploy/local/secrets.mjs';
import { Supervisor } from '../../deploy/local/supervise.mjs';
import { words } from '../../deploy/local/words.mjs';
import { contextKeyFile } from '../../prisma/context-keys.mjs';
import { migrate, registerContextKeyFile } from '../../prisma/migrate.mjs';
import { rolePassword } from '../../prisma/role-password.mjs';
import { templateName } from './template-name.mjs';

/** Durability costs time and proves nothing in a server that is thrown away. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Starts a throw-away PostgreSQL in a temporary folder and migrates one template database.
 * @returns {Promise<{adminUrl: string, home: string, stop: () => Promise<void>}>} `adminUrl`: the superuser's URL of
 *   database `postgres`; `home`: an ONGGI_HOME whose key the roles' passwords derive from
 */
export async function startTestServer() {
  const folder = await mkdtemp(join(tmpdir(), 'onggi-test-'));
  // The database's user passes through to its own folder.
  process.umask(0o022);
  chmodSync(folder, 0o711);
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  ensureSecrets(home);
  const { programs, user } = await fetchBinaries();
  const server = {
    programs,
    user,
    data: join(folder, 'data'),
    socket: join(folder, 'socket'),
    port: await freePort(),
    superuserPassword: 'throw-away',
    settings,
  };
  const supervisor = new Supervisor({
    note: join(folder, 'processes.json'),
    onRestart: (name, reason) => console.error(`${name} ended (${reason}) and is started again`),
    onFailure: (error) => {
      throw error;
    },
  });
  const stop = async () => {
    await supervisor.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await initialise(server, { durable: false });
    await supervisor.start(serverPlan(server, join(folder, 'postgres.log')));
    await supervisor.allReady({ timeoutMs: 60_000 });
    await makeTemplate(server, home);
  } catch (error) {
    await stop();
    throw error;
  }
  return { adminUrl: databaseUrl(server, 'postgres'), home, stop };
}

async function fetchBinaries() {
  const paths = installationPaths(process.env);
  const say = words[terminalLanguage(process.env)];
  ensureCache(paths);
  const binaries = embeddedBinaries(paths);
  const abort = new AbortController().signal;
  const installation = { paths, environment: process.env, say, report: new Report({ say }), abort };
  await downloadMissing(async () => planDatabase(binaries.folder), installation);
  return binaries;
}

async function makeTemplate(server, home) {
  await query(server, 'postgres', `CREATE DATABASE ${templateName}`);
  await migrate(databaseUrl(server, templateName), await rolePassword(home));
  await registerContextKeyFile(databaseUrl(server, templateName), contextKeyFile({ ONGGI_HOME: home }));
  await query(server, 'postgres', `ALTER DATABASE ${templateName} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
}
