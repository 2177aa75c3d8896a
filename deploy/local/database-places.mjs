import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blockingFolder } from './database-user.mjs';
import { readJson, writeAtomically } from './files.mjs';
import { StartError } from './failures.mjs';
import { guardWriting } from './home.mjs';
import { pathDigest, systemFolder } from './paths.mjs';

/** PostgreSQL's limit for a socket's whole path is 107 bytes; `/.s.PGSQL.65535` is 15 of them. */
const longestSocketFolder = 85;

/**
 * Where the binaries of PostgreSQL lie: in the cache, or under /var/lib/onggi where the database's user cannot reach it.
 * @returns {{folder: string, blockedBy: string | null}}
 */
export function binariesPlace({ cache }, where, user) {
  const blockedBy = blockingFolder(cache, user);
  if (blockedBy === null) return { folder: join(cache, where), blockedBy };
  const outside = join(systemFolder, pathDigest(cache));
  return { folder: join(outside, where), blockedBy };
}

/**
 * Where the database's data and socket lie. Decided once, when the database is created, and kept in
 * ONGGI_HOME/postgres.json: a folder that is closed or opened later must not make an empty database appear.
 * @returns {Promise<{data: string, socket: string, blockedBy: string | null, port: number | null, setAside: string | null}>}
 * @throws {StartError} FOLDER_NOT_TRAVERSABLE
 */
export async function dataPlace(paths, user) {
  const note = readJson(paths.databaseNote);
  const blockedBy = note === null ? blockingFolder(paths.home, user) : note.blockedBy;
  // Inside the home by its present path, so that the home may be moved.
  const folder = blockedBy === null ? join(paths.home, 'postgres') : (note?.folder ?? placeOutside(paths.home));
  const setAside = note === null && blockedBy !== null ? setAsideForeignData(folder) : null;
  if (blockedBy !== null) makePassable(dirname(folder));
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const closed = blockingFolder(folder, user);
  if (closed !== null) throw new StartError('FOLDER_NOT_TRAVERSABLE', { folder, blockedBy: closed });
  const place = {
    folder,
    data: join(folder, 'data'),
    socket: socketFolder(folder),
    blockedBy,
    port: note?.port ?? null,
  };
  return { ...place, setAside };
}

/** Keeps where the database is, for the next start and for `onggi doctor`. */
export async function notePlace(paths, place, binaries) {
  const { folder, data, socket, blockedBy, port } = place;
  await writeAtomically(
    paths.databaseNote,
    `${JSON.stringify({ folder, data, socket, port, blockedBy, binaries, home: paths.home }, null, 2)}\n`,
  );
}

const placeOutside = (home) => join(systemFolder, pathDigest(home), 'postgres');

/** The reader's umask may close what mkdir makes. @throws {StartError} FOLDER_NOT_WRITABLE */
function makePassable(folder) {
  guardWriting(folder, () => {
    mkdirSync(folder, { recursive: true });
    for (const made of [systemFolder, folder]) chmodSync(made, 0o711);
  });
}

/**
 * Data outside ONGGI_HOME outlive a deleted ONGGI_HOME, whose passwords are gone with it. They are kept once, beside.
 * @returns {string | null} where
 */
function setAsideForeignData(folder) {
  if (!existsSync(join(folder, 'data'))) return null;
  const aside = `${folder}-of-deleted-home`;
  rmSync(aside, { recursive: true, force: true });
  renameSync(folder, aside);
  return aside;
}

function socketFolder(folder) {
  const beside = join(folder, 'socket');
  return Buffer.byteLength(beside) <= longestSocketFolder ? beside : join(tmpdir(), `onggi-${pathDigest(folder)}`);
}
