import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone: where package.json lies. */
export const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the parts of PostgreSQL go that its own user could not reach in the reader's folders (root only). */
export const systemFolder = '/var/lib/onggi';

/**
 * Where everything of this installation lies.
 * @param {Record<string, string | undefined>} environment
 * @returns {{root: string, home: string, cache: string, logs: string, run: string, secrets: string, databaseNote: string}}
 *   absolute paths (relative settings count from the clone, as for the command line); `home` holds the state, `cache` what can be fetched again.
 */
export function installationPaths(environment, root = repositoryRoot) {
  const absolute = (path) => resolve(root, path.replace(/^~(?=$|\/)/, homedir()));
  const home = absolute(environment.ONGGI_HOME || '.onggi');
  const cacheRoot = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
  const cache = absolute(environment.ONGGI_CACHE || join(cacheRoot, 'onggi'));
  return {
    root,
    home,
    cache,
    logs: join(home, 'logs'),
    run: join(home, 'run'),
    secrets: join(home, 'secrets'),
    databaseNote: join(home, 'postgres.json'),
  };
}

/** Twelve hexadecimal digits that stand for a path where the path itself would be too long or too telling. */
export function pathDigest(path) {
  return createHash('sha256').update(resolve(path)).digest('hex').slice(0, 12);
}
