import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { LocalizedText } from '@onggi/platform';
import type pg from 'pg';
import { translateDatabaseError } from '../database/database-errors.js';
import type { AccessGrant, Label, Role } from '../context/tenant-context.js';

export interface Tenant {
  id: string;
  name: LocalizedText;
  /** Only an active tenant is let in. One that is being removed never comes back. */
  status: 'provisioning' | 'active' | 'suspended' | 'removing';
}

/** The row behind a session or a key, from which a context is made. */
export interface CredentialRow {
  tenant_id: string;
  role: Role;
  label: Label;
  groups: string[];
  /** What other tenants open to it. */
  further: AccessGrant[];
}

/** A key that may come, with the hashes of its secrets: of now, and of before its last rotation while that one still works. */
export interface ApiKeyRow extends CredentialRow {
  key_id: string;
  /** SHA-256. */
  secret_hash: Buffer;
  /** Null: whatever the role may. */
  scopes: string[] | null;
  /** CIDR blocks; empty: from everywhere. */
  addresses: string[];
}

/** What must be known before a context exists: the tenant list, a session by its token, a key by its id. Each is one narrow function. */
@Injectable()
export class TenantDirectory {
  constructor(private readonly pool: pg.Pool) {}

  async list(): Promise<Tenant[]> {
    const rows = await this.query<{ tenant_id: string; name_ko: string; name_en: string; status: Tenant['status'] }>(
      'SELECT tenant_id, name_ko, name_en, status FROM tenancy.tenant ORDER BY created_at, tenant_id',
      [],
    );
    return rows.map((row) => ({ id: row.tenant_id, name: { ko: row.name_ko, en: row.name_en }, status: row.status }));
  }

  /** @param tokenHash SHA-256 of the session token, 32 bytes */
  async findSession(
    tokenHash: Buffer,
  ): Promise<(CredentialRow & { session_id: string; person_id: string }) | undefined> {
    const rows = await this.query<CredentialRow & { session_id: string; person_id: string }>(
      'SELECT * FROM tenancy.find_session($1)',
      [tokenHash],
    );
    return rows[0];
  }

  /**
   * What each secret of a key opens now: that of today and, while its grace lasts, the one before it. Empty for a key that
   * may not come.
   */
  findApiKey(keyId: string): Promise<ApiKeyRow[]> {
    return this.query<ApiKeyRow>('SELECT * FROM tenancy.find_api_key($1)', [keyId]);
  }

  /** A break-glass grant while it is open. */
  async findBreakGlassGrant(
    grantId: string,
  ): Promise<{ tenant_id: string; grant_id: string; secret_hash: Buffer; groups: string[] } | undefined> {
    const rows = await this.query<{ tenant_id: string; grant_id: string; secret_hash: Buffer; groups: string[] }>(
      'SELECT * FROM tenancy.find_break_glass_grant($1)',
      [grantId],
    );
    return rows[0];
  }

  /** Active tenants whose people sign in at an identity provider, with what its button says. */
  async signInProviders(): Promise<{ tenant: string; tenantName: LocalizedText; name: LocalizedText }[]> {
    const rows = await this.query<{
      tenant_id: string;
      tenant_name_ko: string;
      tenant_name_en: string;
      name_ko: string;
      name_en: string;
    }>('SELECT * FROM tenancy.sign_in_providers()', []);
    return rows.map((row) => ({
      tenant: row.tenant_id,
      tenantName: { ko: row.tenant_name_ko, en: row.tenant_name_en },
      name: { ko: row.name_ko, en: row.name_en },
    }));
  }

  /** Ends answers whose owner process died. @returns how many */
  async failOrphanedAnswers(): Promise<number> {
    const rows = await this.query<{ ended: number }>('SELECT tenancy.fail_orphaned_answers() AS ended', []);
    return rows[0]?.ended ?? 0;
  }

  /** @throws DatabaseUnavailableError when the server does not answer */
  async ping(): Promise<void> {
    await this.query('SELECT 1', []);
  }

  private async query<Row extends object>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>(text, values)).rows;
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }
}

/** Which embedding set a new tenant starts with. */
export interface FirstEmbeddingSet {
  model: string;
  variant: string;
  dimensions: number;
  centringVersion: string;
}

/** Makes a tenant's partitions and first embedding set and opens it. Idempotent. Runs as onggi_provisioner, in a job. */
export async function provisionTenant(pool: pg.Pool, tenant: string, set: FirstEmbeddingSet): Promise<void> {
  await pool.query('SELECT tenancy.provision_tenant($1, $2, $3, $4, $5)', [
    tenant,
    set.model,
    set.variant,
    set.dimensions,
    set.centringVersion,
  ]);
}

/** Readers hold the locks that dropping a partition needs for as long as their transactions take. */
const dropTries = 20;
const dropAgainMs = 250;
const lockNotAvailable = '55P03';

/**
 * Drops a tenant's partitions and deletes all of its rows, the tenant's own last. It must have been marked as being
 * removed. Idempotent. Runs as onggi_provisioner, in a job.
 */
export async function removeTenant(pool: pg.Pool, tenant: string): Promise<void> {
  for (let tries = 1; !(await dropPartitions(pool, tenant, tries)); tries++) await sleep(dropAgainMs);
  await pool.query('SELECT tenancy.remove_tenant($1)', [tenant]);
}

/** @returns false when readers were in the way, and it should be tried again */
async function dropPartitions(pool: pg.Pool, tenant: string, tries: number): Promise<boolean> {
  try {
    await pool.query('SELECT tenancy.drop_partitions($1)', [tenant]);
    return true;
  } catch (error) {
    const busy = error instanceof Error && 'code' in error && error.code === lockNotAvailable;
    if (!busy || tries === dropTries) throw error;
    return false;
  }
}
