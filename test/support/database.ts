import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { rolePassword } from '../../prisma/role-password.mjs';
import { templateName } from './template-name.mjs';

/** A migrated, empty database of its own for one test file. Its roles are the whole server's. */
export interface TestDatabase {
  /** Connection URL of the superuser. */
  adminUrl: string;
  /** The ONGGI_HOME with the secrets of the server: of its roles' passwords, and the key that its databases believe. */
  home: string;
  /** Connection URL of one of the product's roles, such as onggi_app. */
  urlFor(role: string): string;
  /** Ends every connection and removes the database. */
  drop(): Promise<void>;
}

/**
 * Copies the migrated template (about 0.1 s).
 * @throws Error when it is not called from an integration test, whose set-up starts the server
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = requireVariable('ONGGI_TEST_DATABASE_URL');
  const home = requireVariable('TEST_ONGGI_HOME');
  const passwordFor = await rolePassword(home);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
  // A copy does not take the grants on the database along, and everyone may connect to a new one.
  await asAdmin(
    server,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
     GRANT CREATE ON DATABASE ${name} TO onggi_owner;
     GRANT CONNECT ON DATABASE ${name} TO onggi_app, onggi_jobs, onggi_provisioner, onggi_maintenance, onggi_auditor, onggi_backup`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    adminUrl: url.href,
    home,
    urlFor(role) {
      const own = new URL(url);
      own.username = role;
      own.password = passwordFor(role);
      return own.href;
    },
    drop: () => asAdmin(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

function requireVariable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the test set-up (test/support/global-setup.mjs) did not run`);
  return value;
}

async function asAdmin(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statements);
  } finally {
    await client.end();
  }
}
