import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnce } from './files.mjs';
import { StartError } from './failures.mjs';
import { ensureSecrets } from './secrets.mjs';

/**
 * Makes ONGGI_HOME with its folders and secrets. Made as root it is open for passing through (711), because the
 * database's user has its folder in there; a folder that existed keeps its mode.
 * @returns {ReturnType<typeof ensureSecrets>} secrets that had to be mended
 * @throws {StartError} FOLDER_NOT_WRITABLE, SECRET_UNUSABLE
 */
export function ensureHome(paths, databaseUser) {
  const mode = databaseUser === null ? 0o700 : 0o711;
  return guardWriting(paths.home, () => {
    if (!existsSync(paths.home)) mkdirSync(paths.home, { recursive: true, mode });
    accessSync(paths.home, constants.W_OK | constants.X_OK);
    for (const folder of [paths.logs, paths.run]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeOnce(join(paths.home, '.gitignore'), '*\n', 0o644);
    return ensureSecrets(paths.home);
  });
}

/** Makes the cache. @throws {StartError} FOLDER_NOT_WRITABLE */
export function ensureCache(paths) {
  guardWriting(paths.cache, () => {
    mkdirSync(paths.cache, { recursive: true, mode: 0o755 });
    accessSync(paths.cache, constants.W_OK | constants.X_OK);
  });
}

/** Runs work that writes into `folder`; what the system refuses becomes a failure with a remedy. */
export function guardWriting(folder, work) {
  try {
    return work();
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes(error.code))
      throw new StartError('DISK_FULL', { what: folder }, { cause: error });
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(error.code)) throw error;
    throw new StartError('FOLDER_NOT_WRITABLE', { folder, reason: error.message }, { cause: error });
  }
}
