/**
 * The keys that tenant contexts are signed with:
 *
 *     DATABASE_URL=… ONGGI_HOME=… node prisma/context-key.mjs rotate     a new key takes the place of those in the file
 *     DATABASE_URL=… ONGGI_HOME=… node prisma/context-key.mjs register   the database believes the keys in the file
 *     DATABASE_URL=… node prisma/context-key.mjs list                    which keys the database believes
 *
 * Processes go on meanwhile: the database learns the new key first, they find it in the file within a second, and what the
 * old one signed is believed two minutes longer. Where the file is a mounted secret: put the new key before the old one,
 * `register`, take the old one out once every process has the new file, `register`.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { contextKey, contextKeyFile, readContextKeys, registerContextKeys } from './context-keys.mjs';
import { writeAtomically } from './write-atomically.mjs';

const listed = `SELECT key_id AS id, created_at AS "createdAt", retires_at AS "retiresAt" FROM tenancy.context_key ORDER BY created_at`;

async function rotate(client, file) {
  const secret = randomBytes(32).toString('base64url');
  await registerContextKeys(client, [contextKey(secret), ...(await readContextKeys(file))]);
  await writeAtomically(file, secret, 0o600);
  await registerContextKeys(client, [contextKey(secret)]);
}

const commands = {
  rotate,
  register: async (client, file) => registerContextKeys(client, await readContextKeys(file)),
  list: async () => undefined,
};

const [command] = process.argv.slice(2);
const url = process.env.DATABASE_URL;
if (!(command in commands) || !url) {
  console.error('DATABASE_URL=… ONGGI_HOME=… node prisma/context-key.mjs rotate | register | list');
  process.exit(2);
}
const client = new pg.Client({ connectionString: url });
try {
  await client.connect();
  await commands[command](client, contextKeyFile(process.env));
  await client.query('SET ROLE onggi_owner');
  console.log(JSON.stringify({ keys: (await client.query(listed)).rows }, undefined, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await client.end();
}
