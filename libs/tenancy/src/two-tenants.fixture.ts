import { createHash } from 'node:crypto';
import { newId } from '@onggi/platform';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { ContextKeys } from './context/context-keys.js';
import { serviceContext, tenantContext, type Label, type Role, type TenantContext } from './context/tenant-context.js';
import { createPool } from './database/pool.js';
import { sql } from './database/sql.js';
import { TenantDb } from './database/tenant-db.js';
import { provisionTenant } from './provisioning/tenants.js';

/** Ids of one published document, with one page and one chunk in every index table. */
export interface SeededDocument {
  tenant: string;
  corpusId: string;
  accessSetId: string;
  documentId: string;
  versionId: string;
  chunkId: string;
}

/** A migrated database of its own with two active tenants, alpha and beta. */
export class TwoTenants {
  readonly app: pg.Pool;
  readonly admin: pg.Pool;
  /** What signs the contexts of this database. */
  readonly keys: ContextKeys;
  readonly database: TenantDb;

  private constructor(readonly server: TestDatabase) {
    this.app = createPool({ url: server.urlFor('onggi_app'), max: 4, applicationName: 'spec-app' });
    this.admin = createPool({ url: server.adminUrl, max: 2, applicationName: 'spec-admin' });
    this.keys = ContextKeys.of({ ONGGI_HOME: server.home });
    this.database = new TenantDb(this.app, this.keys);
  }

  static async create(): Promise<TwoTenants> {
    const world = new TwoTenants(await createTestDatabase());
    for (const tenant of ['alpha', 'beta']) await world.addTenant(tenant);
    return world;
  }

  async addTenant(tenant: string): Promise<void> {
    await this.admin.query('INSERT INTO tenancy.tenant (tenant_id, name_ko, name_en) VALUES ($1, $1, $1)', [tenant]);
    const provisioner = createPool({
      url: this.server.urlFor('onggi_provisioner'),
      max: 1,
      applicationName: 'spec-provisioner',
    });
    try {
      await provisionTenant(provisioner, tenant, {
        model: 'multilingual-e5-small',
        variant: 'q4',
        dimensions: 384,
        centringVersion: '1',
      });
    } finally {
      await provisioner.end();
    }
  }

  /** A reader or manager of one tenant. */
  caller(
    tenant: string,
    of: { role?: Role; groups?: string[]; label?: Label; principal?: string } = {},
  ): TenantContext {
    return tenantContext({
      tenant,
      principal: of.principal ?? 'person:reader',
      role: of.role ?? 'member',
      groups: of.groups ?? [],
      label: of.label ?? 'S',
    });
  }

  /** Publishes one document with its content, page and index rows. `text` is what must not leak. */
  async publish(tenant: string, text: string, access: { groups: string[]; label: Label }): Promise<SeededDocument> {
    const ids = { corpusId: newId(), documentId: newId(), versionId: newId(), chunkId: newId() };
    const { corpusId, documentId, versionId, chunkId } = ids;
    const hash = createHash('sha256').update(text).digest();
    const accessSetId = await this.database.run(serviceContext(tenant, 'spec'), async (transaction) => {
      const set = await transaction.first<{ access_set_id: string }>(
        sql`INSERT INTO onggi.access_set VALUES (${tenant}, ${newId()}, ${access.groups}, ${access.label})
            ON CONFLICT (tenant_id, groups, label) DO UPDATE SET label = EXCLUDED.label RETURNING access_set_id`,
      );
      const setId = set!.access_set_id;
      for (const statement of [
        sql`INSERT INTO onggi.corpus VALUES (${tenant}, ${corpusId}, ${corpusId}, 'ko', 'en')`,
        sql`INSERT INTO onggi.document VALUES (${tenant}, ${documentId}, ${corpusId}, 'spec', ${documentId}, 'a.md')`,
        sql`INSERT INTO onggi.document_version (tenant_id, version_id, document_id, corpus_id, access_set_id, version_number,
              status, live, content_sha256, byte_size, original_key, title, language)
            VALUES (${tenant}, ${versionId}, ${documentId}, ${corpusId}, ${setId}, 1, 'published', true, ${hash}, 1, 'k', ${text}, 'en')`,
        sql`INSERT INTO onggi.document_content VALUES (${tenant}, ${versionId}, ${text}, '{}')`,
        sql`INSERT INTO onggi.document_page VALUES (${tenant}, ${versionId}, 1, 595, 842, 0, 10, '[]')`,
        sql`INSERT INTO onggi.chunk VALUES (${tenant}, ${chunkId}, ${versionId}, 0, 'en', 0, 10, 1, '', '{}', 3, ${text})`,
        sql`INSERT INTO onggi.chunk_vector VALUES (${tenant}, 1, ${chunkId}, ${versionId}, 'en', array_fill(0.05::real, ARRAY[384])::halfvec)`,
        sql`INSERT INTO onggi.chunk_tokens VALUES (${tenant}, 1, ${chunkId}, ${versionId}, '\\x01')`,
        sql`INSERT INTO onggi.chunk_lexical VALUES (${tenant}, ${chunkId}, ${versionId}, 'en', 1, 1, '{1}', '{1:1}/536870912')`,
      ]) {
        await transaction.execute(statement);
      }
      return setId;
    });
    return { tenant, ...ids, accessSetId };
  }

  async close(): Promise<void> {
    await Promise.all([this.app.end(), this.admin.end()]);
    await this.server.drop();
  }
}
