import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolePassword } from '../../prisma/role-password.mjs';
import { writeOnce } from './files.mjs';

/** Each secret of an installation: its file under ONGGI_HOME/secrets, and what it is for. */
export const secretFiles = {
  databaseKey: 'database.key',
  superuserPassword: 'database-superuser.password',
  machineKey: 'machine.key',
  cacheSalt: 'cache-salt.key',
  contextKey: 'context.key',
};

/**
 * Makes the secrets that do not exist yet: folder 0700, files 0600, each 32 random bytes as base64url.
 * An existing secret is never changed: passwords and keys derive from it.
 */
export function ensureSecrets(home) {
  const folder = join(home, 'secrets');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const file of Object.values(secretFiles)) {
    writeOnce(join(folder, file), randomBytes(32).toString('base64url'), 0o600);
  }
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
