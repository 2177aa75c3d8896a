import { existsSync, lchownSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from './failures.mjs';

const nobody = 65_534;

/**
 * As whom PostgreSQL runs. It refuses to run as root; `nobody` is on every system, `postgres` is not.
 * @returns {{uid: number, gid: number} | null} null: as the user who starts it
 */
export function databaseUser() {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : null;
}

/**
 * The folder that keeps the database's user away from a path, looking at the path and all its parents that exist.
 * @param {{uid: number, gid: number} | null} user
 * @returns {string | null} null when the user can get there
 */
export function blockingFolder(path, user) {
  if (user === null) return null;
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(folder) && !maySearch(statSync(folder), user)) return folder;
    if (folder === dirname(folder)) return null;
  }
}

function maySearch({ mode, uid, gid }, user) {
  if (uid === user.uid) return (mode & 0o100) !== 0;
  if (gid === user.gid) return (mode & 0o010) !== 0;
  return (mode & 0o001) !== 0;
}

/**
 * Makes a folder that only the database's user may enter, and gives it to that user. One that is there must be a real
 * folder of that user or of ours: in a shared place such as /tmp anyone may have laid a link under the name.
 * @throws {StartError} FOLDER_NOT_WRITABLE
 */
export function makePrivateFolder(path, user) {
  const own = process.getuid?.() ?? 0;
  const wanted = user?.uid ?? own;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) mkdirSync(path, { mode: 0o700 });
  else if (!found.isDirectory() || ![own, wanted].includes(found.uid)) {
    throw new StartError('FOLDER_NOT_WRITABLE', { folder: path, reason: `it belongs to user ${found.uid}` });
  }
  if (user !== null) lchownSync(path, user.uid, user.gid);
}
