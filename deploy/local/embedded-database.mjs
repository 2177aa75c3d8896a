import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { binariesPlace, dataPlace, notePlace } from './database-places.mjs';
import { endStrays } from './database-strays.mjs';
import { databaseUser } from './database-user.mjs';
import { checkSpace } from './disk.mjs';
import { freePort } from './ports.mjs';
import { databaseUrl, ensureDatabase, initialise, postmasterState, serverCommand } from './postgres.mjs';
import { readSecret, secretFiles } from './secrets.mjs';
import { sources } from './sources.mjs';

/** The name of the database inside the server. */
export const databaseName = 'onggi';

/** Where the binaries belong on this machine, and who runs them. */
export function embeddedBinaries(paths) {
  const user = databaseUser();
  const { folder, blockedBy } = binariesPlace(paths, sources.database.where, user);
  return { user, folder, blockedBy, programs: join(folder, sources.database.binaries) };
}

/**
 * Prepares the installation's own server: its place (kept in ONGGI_HOME/postgres.json), its port and its data.
 * @returns {Promise<{server: import('./postgres.mjs').Server, setAside: string | null, elsewhere: string[]}>}
 *   `elsewhere`: folders under /var/lib/onggi, used because the database's user cannot reach the reader's
 */
export async function prepareServer(paths, { abort }) {
  const binaries = embeddedBinaries(paths);
  const place = await dataPlace(paths, binaries.user);
  await endStrays(place.data);
  if (!existsSync(place.data)) checkSpace(place.data, sources.space.database);
  const port = await freePort(place.port);
  await notePlace(paths, { ...place, port }, binaries.folder);
  const server = {
    programs: binaries.programs,
    data: place.data,
    socket: place.socket,
    port,
    superuserPassword: readSecret(paths.home, secretFiles.superuserPassword),
    user: binaries.user,
  };
  await initialise(server, { abort });
  const elsewhere = [
    ...(binaries.blockedBy === null ? [] : [binaries.folder]),
    ...(place.blockedBy === null ? [] : [place.data]),
  ];
  return { server, setAside: place.setAside, elsewhere };
}

/** How the server is kept running. @returns {import('./managed-process.mjs').ProcessPlan} */
export function serverPlan(server, logFile) {
  return {
    name: 'postgres',
    command: () => serverCommand(server),
    logFile,
    beforeStart: () => endStrays(server.data),
    isReady: async (pid) => {
      const state = postmasterState(server.data);
      return state?.pid === pid && state.ready;
    },
    // Fast: rolls back what runs and does not wait for clients.
    stopSignal: 'SIGINT',
    stopGraceMs: 30_000,
    stopsLast: true,
    endsWithParent: 'watchdog',
  };
}

/** Creates the product's database in a server that runs. @returns {Promise<string>} its URL, as the superuser */
export async function openDatabase(server, abort) {
  await ensureDatabase(server, databaseName, abort);
  return databaseUrl(server, databaseName);
}
