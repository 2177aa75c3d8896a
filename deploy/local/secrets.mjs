import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolePassword } from '../../prisma/role-password.mjs';
import { StartError } from './failures.mjs';
import { writeOnce } from './files.mjs';

/** Each secret of an installation: its file under ONGGI_HOME/secrets, and what it is for. */
export const secretFiles = {
  databaseKey: 'database.key',
  superuserPassword: 'database-superuser.password',
  machineKey: 'machine.key',
  cacheSalt: 'cache-salt.key',
  contextKey: 'context.key',
};

const shortestSecret = 32;
const othersBits = 0o077;

/**
 * Makes the secrets that do not exist yet: folder 0700, files 0600, each 32 random bytes as base64url. A good secret is
 * never changed: passwords and keys derive from it. One that others could read is closed; one that can be guessed is
 * made anew, and with the next migration the roles' passwords.
 * @returns {{file: string, mended: 'closed' | 'renewed'}[]} what was wrong, to be told
 * @throws {StartError} SECRET_UNUSABLE for the superuser's password, which the database knows already
 */
export function ensureSecrets(home) {
  const folder = join(home, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return Object.values(secretFiles).flatMap((name) => ensureSecret(join(folder, name)));
}

function ensureSecret(file) {
  const make = () => writeOnce(file, randomBytes(32).toString('base64url'), 0o600);
  if (make()) return [];
  const mended = [];
  if ((statSync(file).mode & othersBits) !== 0) {
    chmodSync(file, 0o600);
    mended.push({ file, mended: 'closed' });
  }
  if (!isGuessable(readFileSync(file, 'utf8'))) return mended;
  if (file.endsWith(secretFiles.superuserPassword)) throw new StartError('SECRET_UNUSABLE', { file });
  rmSync(file);
  make();
  return [...mended, { file, mended: 'renewed' }];
}

/** @param {string} text one secret, or several, one a line */
function isGuessable(text) {
  const lines = text.split('\n').map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '');
  return secrets.length === 0 || secrets.some((secret) => secret.length < shortestSecret || new Set(secret).size < 8);
}

/** One secret's text. Throws ENOENT when the installation has never been started. */
export function readSecret(home, file) {
  return readFileSync(join(home, 'secrets', file), 'utf8').trim();
}

/**
 * The connection URL with which `role` reaches the database that `databaseUrl` (any role's) names.
 * TLS and other parameters of the URL stay. The password derives from secrets/database.key (prisma/role-password.mjs).
 */
export async function roleUrl(databaseUrl, role, home) {
  const passwordFor = await rolePassword(home);
  const url = new URL(databaseUrl);
  url.username = encodeURIComponent(role);
  url.password = passwordFor(role);
  return url.href;
}
