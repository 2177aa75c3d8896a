/**
 * Brings a database to the newest schema: `node prisma/migrate.mjs` with DATABASE_URL (may create roles) and ONGGI_HOME.
 * It also makes the database believe contexts that are signed with ONGGI_HOME/secrets/context.key.
 * `--roles-only` makes the roles and stops, before a restore.
 * Each file of migrations/ runs whole, in one transaction, once, in the order of its name; a file that was applied and
 * changed since is refused. (Prisma's own engine splits files at every semicolon, so function bodies break.)
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { contextKeyFile, readContextKeys, registerContextKeys } from './context-keys.mjs';
import { rolePassword } from './role-password.mjs';
import { ensureRoles } from './roles.mjs';

const folder = new URL('./migrations/', import.meta.url);
const advisoryLock = 7_083_946_331;

async function migrationFiles() {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function prepare(client) {
  await client.query('CREATE EXTENSION IF NOT EXISTS vector');
  const { rows } = await client.query('SELECT current_database() AS name');
  const database = client.escapeIdentifier(rows[0].name);
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
  await client.query(`GRANT CREATE ON DATABASE ${database} TO onggi_owner`);
  await client.query(
    `GRANT CONNECT ON DATABASE ${database} TO onggi_app, onggi_jobs, onggi_provisioner, onggi_maintenance, onggi_auditor, onggi_backup`,
  );
  await client.query(
    `CREATE TABLE IF NOT EXISTS public.migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  // Owned like everything else, so that a backup can be restored where another administrator migrates.
  await client.query('GRANT CREATE ON SCHEMA public TO onggi_owner');
  await client.query('ALTER TABLE public.migration OWNER TO onggi_owner');
  await client.query('GRANT SELECT ON public.migration TO onggi_backup');
}

async function installGraphileWorker(databaseUrl) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c role=onggi_owner' });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const quiet = { error: console.error, warn: console.error, info() {}, debug() {} };
  const { Logger } = await import('graphile-worker');
  await runMigrations({
    pgPool: pool,
    logger: new Logger(() => (level, message) => quiet[level === 'warning' ? 'warn' : level]?.(message)),
  });
  await pool.end();
}

async function apply(client, file) {
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL ROLE onggi_owner');
    await client.query(file.text);
    await client.query('RESET ROLE');
    await client.query('INSERT INTO public.migration (name, checksum) VALUES ($1, $2)', [file.name, file.checksum]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${file.name} failed: ${error.message}`, { cause: error });
  }
}

/**
 * Makes the roles alone: before a backup is restored into a server that has never seen them.
 * @param {string} databaseUrl a role that may create roles
 * @param {(role: string) => string} passwordFor
 */
export async function makeRoles(databaseUrl, passwordFor) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await ensureRoles(client, passwordFor).finally(() => client.end());
}

/**
 * Makes a migrated database believe what the keys in the file sign, and nothing else for long.
 * @param {string} databaseUrl a role that may become onggi_owner
 * @param {string} file one key a line, the newest first
 */
export async function registerContextKeyFile(databaseUrl, file) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await registerContextKeys(client, await readContextKeys(file)).finally(() => client.end());
}

/**
 * @param {string} databaseUrl a role that may create roles and extensions
 * @param {(role: string) => string} passwordFor
 * @returns {Promise<string[]>} names of the files applied now
 */
export async function migrate(databaseUrl, passwordFor) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
    await ensureRoles(client, passwordFor);
    await prepare(client);
    await installGraphileWorker(databaseUrl);
    const { rows } = await client.query('SELECT name, checksum FROM public.migration');
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const done = [];
    for (const file of await migrationFiles()) {
      const checksum = applied.get(file.name);
      if (checksum === file.checksum) continue;
      if (checksum !== undefined) {
        throw new Error(
          `Migration ${file.name} was applied and has been changed since. Restore it and write a new file instead.`,
        );
      }
      await apply(client, file);
      done.push(file.name);
    }
    return done;
  } finally {
    await client.end();
  }
}

/** In production the administrator's password is held to the rules of other secrets. @throws Error naming the setting */
async function refuseGuessable(url) {
  if (process.env.NODE_ENV !== 'production') return;
  const { urlSecretFault } = await import('@onggi/platform');
  const fault = urlSecretFault(url);
  if (fault !== undefined) throw new Error(`DATABASE_URL ${fault}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DATABASE_URL;
  if (!url) {
    console.error(
      'DATABASE_URL is not set. Set it to a PostgreSQL 17+ database with pgvector and a role that may create roles.',
    );
    process.exit(2);
  }
  try {
    await refuseGuessable(url);
    const passwordFor = await rolePassword(process.env.ONGGI_HOME ?? '.onggi');
    if (process.argv.includes('--roles-only')) {
      await makeRoles(url, passwordFor);
      console.log('The roles are there.');
      process.exit(0);
    }
    const done = await migrate(url, passwordFor);
    await registerContextKeyFile(url, contextKeyFile(process.env));
    console.log(done.length === 0 ? 'The schema is up to date.' : `Applied ${done.join(', ')}.`);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
