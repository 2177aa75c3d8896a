import { isId, NotFoundError } from '@onggi/platform';
import { sql, type Label, type TenantTransaction } from '@onggi/tenancy';
import type { KeyRights, KeyRole } from './key-rights.js';
import type { Scope } from '../permission/operation.js';

/** A key as its tenant's administrators see it: never a secret, nor a hash of one. */
export interface ApiKey extends KeyRights {
  id: string;
  name: string;
  status: 'active' | 'suspended';
  /** A principal: `person:<id>`, `key:<id>` or `machine`. */
  createdBy: string;
  createdAt: Date;
  /** What its present secret opens: of what the key was given, that which its makers may have now. Null: nothing. */
  opens: Pick<KeyRights, 'role' | 'groups' | 'label'> | null;
  /** Precise to a minute. */
  lastUsedAt: Date | null;
  /** Until when the secret before the last rotation works; null when it does no more. */
  previousExpiresAt: Date | null;
}

interface KeyRow {
  key_id: string;
  name: string;
  role: KeyRole;
  groups: string[];
  label: Label;
  scopes: Scope[] | null;
  addresses: string[];
  status: ApiKey['status'];
  opens: ApiKey['opens'];
  created_by: string;
  created_at: Date;
  last_used_at: Date | null;
  expires_at: Date | null;
  previous_expires_at: Date | null;
}

const columns = sql`key_id, name, role, groups, label, scopes, addresses, status,
  (SELECT to_jsonb(r) FROM tenancy.rights_of_secret(tenant_id, issuers, role, label, groups) AS r) AS opens, created_by, created_at, last_used_at, expires_at,
  CASE WHEN previous_expires_at > clock_timestamp() THEN previous_expires_at END AS previous_expires_at`;

/** The keys of the tenant that were not revoked, the newest first. */
export function keyRows(transaction: TenantTransaction): Promise<KeyRow[]> {
  return transaction.rows<KeyRow>(
    sql`SELECT ${columns} FROM onggi.api_key
        WHERE tenant_id = ${transaction.context.tenant} AND revoked_at IS NULL ORDER BY created_at DESC, key_id DESC`,
  );
}

/** A key that was not revoked, locked. @throws NotFoundError */
export async function keyRow(transaction: TenantTransaction, keyId: string): Promise<KeyRow> {
  const row = isId(keyId)
    ? await transaction.first<KeyRow>(
        sql`SELECT ${columns} FROM onggi.api_key
            WHERE tenant_id = ${transaction.context.tenant} AND key_id = ${keyId} AND revoked_at IS NULL FOR NO KEY UPDATE`,
      )
    : undefined;
  if (!row) throw new NotFoundError();
  return row;
}

export function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.key_id,
    name: row.name,
    role: row.role,
    groups: row.groups,
    label: row.label,
    scopes: row.scopes,
    addresses: row.addresses,
    status: row.status,
    opens: row.opens,
    createdBy: row.created_by,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    previousExpiresAt: row.previous_expires_at,
  };
}
