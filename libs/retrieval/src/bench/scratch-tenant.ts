import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EmbeddingProfile } from '@onggi/models';
import { newId } from '@onggi/platform';
import { ContextKeys, createPool, provisionTenant, serviceContext, sql, TenantDb } from '@onggi/tenancy';

const run = promisify(execFile);
const migrate = fileURLToPath(new URL('../../../../prisma/migrate.mjs', import.meta.url));

/** Makes the schema in an empty database. @param home whose database key the roles' passwords come from */
export async function migrateDatabase(url: string, home: string): Promise<void> {
  await run(process.execPath, [migrate], { env: { ...process.env, DATABASE_URL: url, ONGGI_HOME: home } });
}

/** The keys that migrateDatabase made the database believe. */
export function contextKeysOf(home: string): ContextKeys {
  return ContextKeys.of({ ONGGI_HOME: home, ONGGI_CONTEXT_KEY_FILE: process.env['ONGGI_CONTEXT_KEY_FILE'] });
}

/** One tenant in a database of its own, which is removed afterwards. */
export interface ScratchTenant {
  tenant: string;
  /** As onggi_app, under row-level security. */
  database: TenantDb;
  /** Connection URL as one of the product's roles. */
  urlAs(role: string): string;
  /** As the superuser: for the peer that knows no tenants. */
  admin: ReturnType<typeof createPool>;
  corpusId: string;
  accessSetId: string;
  drop(): Promise<void>;
}

/**
 * @param serverUrl a superuser's, of any database
 * @param home an ONGGI_HOME whose database key the roles' passwords come from
 */
export async function scratchTenant(
  serverUrl: string,
  home: string,
  profile: EmbeddingProfile,
): Promise<ScratchTenant> {
  const name = `onggi_bench_${newId().slice(-12)}`;
  const server = createPool({ url: serverUrl, max: 1, applicationName: 'onggi-bench' });
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href, home);
  const urlAs = (role: string) => {
    const own = new URL(url);
    own.searchParams.set('options', `-c role=${role}`);
    return own.href;
  };
  const pool = (of: string) => createPool({ url: of, max: 2, applicationName: 'onggi-bench' });
  const [admin, app, provisioner] = [pool(url.href), pool(urlAs('onggi_app')), pool(urlAs('onggi_provisioner'))];
  const tenant = 'bench';
  await admin.query(`INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)`, [tenant]);
  await provisionTenant(provisioner, tenant, profile);
  await provisioner.end();
  const database = new TenantDb(app, contextKeysOf(home));
  const [corpusId, accessSetId] = [newId(), newId()];
  await database.run(serviceContext(tenant, 'bench'), async (transaction) => {
    await transaction.execute(sql`INSERT INTO onggi.corpus VALUES (${tenant}, ${corpusId}, 'bench', 'bench', 'bench')`);
    await transaction.execute(
      sql`INSERT INTO onggi.access_set VALUES (${tenant}, ${accessSetId}, ${['everyone']}, 'O')`,
    );
  });
  return {
    tenant,
    database,
    urlAs,
    admin,
    corpusId,
    accessSetId,
    async drop() {
      await Promise.all([admin.end(), app.end()]);
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}
