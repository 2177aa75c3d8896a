import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A key that leaves the file is believed this much longer: contexts live a minute, processes look at the file every second. */
export const retirementSeconds = 120;

const blockBytes = 64;

/** Where the keys lie that contexts are signed with: ONGGI_CONTEXT_KEY_FILE, else ONGGI_HOME/secrets/context.key. */
export function contextKeyFile(environment) {
  return environment.ONGGI_CONTEXT_KEY_FILE || path.join(environment.ONGGI_HOME ?? '.onggi', 'secrets', 'context.key');
}

/**
 * The keys in the file, one a line, as the database keeps them (libs/tenancy/src/context/context-keys.ts reads the same file).
 * @returns {Promise<Array<{id: string, innerPad: Buffer, outerPad: Buffer}>>}
 */
export async function readContextKeys(file) {
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(`There is no ${file}. \`npm start\` and deploy/local/role-urls.mjs make it; migrating needs it.`, {
      cause: error,
    });
  });
  const secrets = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (secrets.length === 0) throw new Error(`There is no key in ${file}.`);
  return secrets.map(contextKey);
}

/** The name of a key, and the two blocks that HMAC hashes before what is signed (RFC 2104). @param {string} secret */
export function contextKey(secret) {
  const key = Buffer.alloc(blockBytes);
  const bytes = Buffer.from(secret);
  (bytes.length > blockBytes ? createHash('sha256').update(bytes).digest() : bytes).copy(key);
  return {
    id: createHash('sha256').update(`onggi context key ${secret}`).digest('hex').slice(0, 16),
    innerPad: Buffer.from(key.map((byte) => byte ^ 0x36)),
    outerPad: Buffer.from(key.map((byte) => byte ^ 0x5c)),
  };
}

/**
 * Makes the database believe what these keys sign. Keys that it knows and that are not among them retire.
 * @param client a connected pg client that may become onggi_owner
 * @param {Awaited<ReturnType<typeof readContextKeys>>} keys
 */
export async function registerContextKeys(client, keys) {
  const ids = keys.map((key) => key.id);
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL ROLE onggi_owner');
    await client.query('LOCK TABLE tenancy.context_key IN SHARE ROW EXCLUSIVE MODE');
    await client.query('DELETE FROM tenancy.context_key WHERE retires_at < clock_timestamp() AND key_id <> ALL ($1)', [
      ids,
    ]);
    await client.query(
      `UPDATE tenancy.context_key SET retires_at = clock_timestamp() + make_interval(secs => $2)
       WHERE retires_at IS NULL AND key_id <> ALL ($1)`,
      [ids, retirementSeconds],
    );
    for (const { id, innerPad, outerPad } of keys) {
      await client.query(
        `INSERT INTO tenancy.context_key (key_id, inner_pad, outer_pad) VALUES ($1, $2, $3)
         ON CONFLICT (key_id) DO UPDATE SET retires_at = NULL`,
        [id, innerPad, outerPad],
      );
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
