import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Passwords of the database roles, derived so that only one secret is kept: hex HMAC-SHA256 of the role's name under the
 * contents of ONGGI_HOME/secrets/database.key.
 * @param {string} home ONGGI_HOME
 * @returns {Promise<(role: string) => string>}
 */
export async function rolePassword(home) {
  const key = await readFile(path.join(home, 'secrets', 'database.key'));
  return (role) => createHmac('sha256', key).update(role).digest('hex');
}
