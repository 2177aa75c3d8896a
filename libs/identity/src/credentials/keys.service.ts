import { Injectable } from '@nestjs/common';
import { isId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, tenantContext, type Label, type TenantContext } from '@onggi/tenancy';
import { ensureGroups } from '../people/groups.js';
import { mintKey } from './api-key.js';

export interface KeyRequest {
  name: string;
  role: 'member' | 'curator' | 'admin' | 'auditor';
  groups: readonly string[];
  /** Clearance. Default S. */
  label?: Label;
  /** Undefined: does not expire. */
  expiresInSeconds?: number;
}

@Injectable()
export class KeysService {
  constructor(private readonly database: TenantDb) {}

  /**
   * Makes a key of one tenant. Groups that the tenant does not have yet are made.
   * @returns the key, shown this once; only its hash is stored
   */
  async create(
    context: TenantContext,
    request: KeyRequest,
  ): Promise<{ keyId: string; key: string; expiresAt: Date | null }> {
    const minted = mintKey();
    const expiresAt =
      request.expiresInSeconds === undefined ? null : new Date(Date.now() + request.expiresInSeconds * 1000);
    await this.database.run(context, async (transaction) => {
      await ensureGroups(transaction, request.groups);
      await transaction.execute(
        sql`INSERT INTO onggi.api_key (tenant_id, key_id, secret_hash, name, role, groups, label, created_by, expires_at)
            VALUES (${context.tenant}, ${minted.keyId}, ${minted.secretHash}, ${request.name}, ${request.role},
                    ${[...request.groups]}, ${request.label ?? 'S'}, ${context.principal}, ${expiresAt})`,
      );
      await recordAudit(transaction, {
        action: 'key.create',
        target: minted.keyId,
        detail: { role: request.role, groups: request.groups },
      });
    });
    return { keyId: minted.keyId, key: minted.key, expiresAt };
  }

  /** The key opens nothing from now on. @throws NotFoundError */
  async revoke(context: TenantContext, keyId: string): Promise<void> {
    if (!isId(keyId)) throw new NotFoundError();
    await this.database.run(context, async (transaction) => {
      const revoked = await transaction.execute(
        sql`UPDATE onggi.api_key SET revoked_at = coalesce(revoked_at, now())
            WHERE tenant_id = ${context.tenant} AND key_id = ${keyId}`,
      );
      if (revoked === 0) throw new NotFoundError();
      await recordAudit(transaction, { action: 'key.revoke', target: keyId });
    });
  }
}

/** The context under which the installation's own key acts in a tenant: it makes tenants, keys and people, and reads no document. */
export function platformContext(tenant: string): TenantContext {
  return tenantContext({ tenant, principal: 'machine', role: 'platform', groups: [], label: 'O' });
}
