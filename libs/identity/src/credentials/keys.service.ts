import { Injectable } from '@nestjs/common';
import { isId, NotFoundError } from '@onggi/platform';
import { recordAudit, sql, TenantDb, tenantContext, type Label, type TenantContext } from '@onggi/tenancy';
import { ensureGroups } from '../people/groups.js';
import { addressList } from './address-list.js';
import { mintKey } from './api-key.js';
import { assertWithin, defaultRights, issuerOf, type KeyRights, type KeyRole } from './key-rights.js';
import { keyRow, keyRows, toApiKey, type ApiKey } from './key-rows.js';
import { roleOfService } from '../permission/assignable-role.js';
import type { Scope } from '../permission/operation.js';

export interface KeyRequest {
  name: string;
  /** `service`: the least role that the scopes need. */
  role: KeyRole | 'service';
  groups: readonly string[];
  /** Clearance. Default S, or O where the maker has no more. */
  label?: Label;
  /** Undefined: does not expire before its maker. */
  expiresInSeconds?: number;
  /** Undefined: whatever the role may. */
  scopes?: readonly Scope[];
  /** CIDR blocks that it may come from. Undefined: from everywhere. */
  addresses?: readonly string[];
}

/** How long the former secret of a rotated key goes on working. */
const defaultGraceSeconds = 24 * 60 * 60;

/** The keys of one tenant. Its administrators and the installation itself make and change them. */
@Injectable()
export class KeysService {
  constructor(private readonly database: TenantDb) {}

  /** All keys that were not revoked, the newest first. */
  async list(context: TenantContext): Promise<ApiKey[]> {
    return this.database.run(context, async (transaction) => (await keyRows(transaction)).map(toApiKey));
  }

  /**
   * Makes a key of one tenant. Groups that the tenant does not have yet are made.
   * @returns the key, shown this once; only its hash is stored
   * @throws KeyExceedsMakerError, InvalidInputError
   */
  async create(
    context: TenantContext,
    request: KeyRequest,
  ): Promise<{ keyId: string; key: string; expiresAt: Date | null }> {
    const minted = mintKey();
    const expiresAt = await this.database.run(context, async (transaction) => {
      const issuer = await issuerOf(transaction);
      const rights = rightsOf(request, defaultRights(issuer));
      assertWithin(rights, issuer);
      await ensureGroups(transaction, rights.groups);
      await transaction.execute(
        sql`INSERT INTO onggi.api_key (tenant_id, key_id, secret_hash, name, role, groups, label, created_by, expires_at,
              scopes, addresses, issuers)
            VALUES (${context.tenant}, ${minted.keyId}, ${minted.secretHash}, ${request.name}, ${rights.role},
                    ${[...rights.groups]}, ${rights.label}, ${context.principal}, ${rights.expiresAt},
                    ${rights.scopes && [...rights.scopes]}, ${[...rights.addresses]}, ${[...issuer.issuers]})`,
      );
      await recordAudit(transaction, {
        action: 'key.create',
        target: minted.keyId,
        detail: { role: rights.role, groups: rights.groups, label: rights.label, scopes: rights.scopes },
      });
      return rights.expiresAt;
    });
    return { keyId: minted.keyId, key: minted.key, expiresAt };
  }

  /**
   * Gives the key a new secret. The former one works until its grace ends; one from a rotation before that, no more.
   * @param graceSeconds 0: the former secret opens nothing from now on
   * @throws NotFoundError; KeyExceedsMakerError for whoever has less than the key
   */
  async rotate(
    context: TenantContext,
    keyId: string,
    graceSeconds: number = defaultGraceSeconds,
  ): Promise<{ keyId: string; key: string; previousExpiresAt: Date }> {
    const minted = isId(keyId) ? mintKey(keyId) : undefined;
    if (!minted) throw new NotFoundError();
    const previousExpiresAt = new Date(Date.now() + graceSeconds * 1000);
    await this.database.run(context, async (transaction) => {
      const issuer = await issuerOf(transaction);
      const row = await keyRow(transaction, keyId);
      // The secret is shown to whoever rotates: nobody gets by it what they could not have given.
      assertWithin(toApiKey(row), issuer);
      await transaction.execute(
        sql`UPDATE onggi.api_key SET secret_hash = ${minted.secretHash}, issuers = ${[...issuer.issuers]},
              previous_secret_hash = secret_hash, previous_issuers = issuers, previous_expires_at = ${previousExpiresAt}
            WHERE tenant_id = ${context.tenant} AND key_id = ${keyId}`,
      );
      await recordAudit(transaction, { action: 'key.rotate', target: keyId, detail: { graceSeconds } });
    });
    return { keyId, key: minted.key, previousExpiresAt };
  }

  /** The key opens nothing until it is resumed, and neither do keys that were made with it. @throws NotFoundError */
  async suspend(context: TenantContext, keyId: string): Promise<ApiKey> {
    return this.setStatus(context, keyId, 'suspended');
  }

  /** @throws NotFoundError */
  async resume(context: TenantContext, keyId: string): Promise<ApiKey> {
    return this.setStatus(context, keyId, 'active');
  }

  /** The key opens nothing from now on, for good. @throws NotFoundError */
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

  private async setStatus(context: TenantContext, keyId: string, status: ApiKey['status']): Promise<ApiKey> {
    if (!isId(keyId)) throw new NotFoundError();
    return this.database.run(context, async (transaction) => {
      await transaction.execute(
        sql`UPDATE onggi.api_key SET status = ${status} WHERE tenant_id = ${context.tenant} AND key_id = ${keyId}`,
      );
      await recordAudit(transaction, { action: `key.${status === 'active' ? 'resume' : 'suspend'}`, target: keyId });
      return toApiKey(await keyRow(transaction, keyId));
    });
  }
}

/** @throws InvalidInputError for addresses that are none, and scopes that make no role */
function rightsOf(request: KeyRequest, defaults: Omit<KeyRights, 'role' | 'groups'>): KeyRights {
  const { role, groups, label, scopes, addresses, expiresInSeconds } = request;
  return {
    role: role === 'service' ? roleOfService(scopes) : role,
    groups,
    label: label ?? defaults.label,
    scopes: scopes ? [...new Set(scopes)] : defaults.scopes,
    addresses: addresses ? addressList(addresses) : defaults.addresses,
    expiresAt: expiresInSeconds == null ? defaults.expiresAt : new Date(Date.now() + expiresInSeconds * 1000),
  };
}

/** The context under which the installation's own key acts in a tenant: it makes tenants, keys and people, and reads no document. */
export function platformContext(tenant: string): TenantContext {
  return tenantContext({ tenant, principal: 'machine', role: 'platform', groups: [], label: 'O' });
}
