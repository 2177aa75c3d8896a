import { isId } from '@onggi/platform';
import {
  sql,
  tenantContext,
  type AccessGrant,
  type Label,
  type Role,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';

interface RightsRow {
  role: Role;
  label: Label;
  groups: string[];
  further: AccessGrant[];
}

/**
 * The context that a person or key would have if it came now: for work that goes on without whoever asked for it.
 * @param transaction of the work itself, in the same tenant
 * @param principal `person:<id>` or `key:<id>`
 * @returns undefined when it may come no more: suspended, revoked, expired or gone
 */
export async function currentContext(
  transaction: TenantTransaction,
  principal: string,
): Promise<TenantContext | undefined> {
  const { tenant } = transaction.context;
  const [kind, id = ''] = principal.split(':');
  if (!isId(id)) return undefined;
  const row =
    kind === 'person'
      ? await rightsOfPerson(transaction, id)
      : kind === 'key'
        ? await rightsOfKey(transaction, id)
        : undefined;
  return row && tenantContext({ tenant, principal, ...row });
}

function rightsOfPerson(transaction: TenantTransaction, personId: string): Promise<RightsRow | undefined> {
  return transaction.first(
    sql`SELECT p.role, p.label, g.groups,
               tenancy.further_grants_of('person:' || p.person_id, p.role, g.groups, p.label) AS further
        FROM onggi.person p
        CROSS JOIN LATERAL (
          SELECT tenancy.active_groups(p.tenant_id, array(SELECT g.group_key FROM onggi.person_group g
                                                          WHERE g.tenant_id = p.tenant_id AND g.person_id = p.person_id)) AS groups) AS g
        WHERE p.tenant_id = ${transaction.context.tenant} AND p.person_id = ${personId} AND p.status = 'active'`,
    'current_person',
  );
}

/** While one of its secrets is good for anything: what the present one opens, else the one before it. */
function rightsOfKey(transaction: TenantTransaction, keyId: string): Promise<RightsRow | undefined> {
  return transaction.first(
    sql`SELECT r.role, r.label, r.groups,
               tenancy.further_grants_of('key:' || k.key_id, r.role, r.groups, r.label) AS further
        FROM onggi.api_key k
        CROSS JOIN LATERAL (VALUES (1, k.issuers, true), (2, k.previous_issuers, k.previous_expires_at > clock_timestamp()))
          AS s (place, issuers, lives)
        CROSS JOIN LATERAL tenancy.rights_of_secret(k.tenant_id, s.issuers, k.role, k.label, k.groups) AS r
        WHERE k.tenant_id = ${transaction.context.tenant} AND k.key_id = ${keyId} AND k.revoked_at IS NULL
          AND k.status = 'active' AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp()) AND s.lives
        ORDER BY s.place LIMIT 1`,
    'current_key',
  );
}

/** Whether a session was neither ended nor has expired. One that is watched is not idle. */
export async function isSessionAlive(transaction: TenantTransaction, sessionId: string): Promise<boolean> {
  const row = await transaction.first(
    sql`SELECT FROM onggi.session WHERE tenant_id = ${transaction.context.tenant} AND session_id = ${sessionId}
          AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    'session_alive',
  );
  return row !== undefined;
}
