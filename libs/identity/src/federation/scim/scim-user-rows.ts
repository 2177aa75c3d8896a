import { isId } from '@onggi/platform';
import { noSql, sql, type SqlStatement, type TenantTransaction } from '@onggi/tenancy';
import { ScimError } from './scim-errors.js';
import type { ScimCondition } from './scim-filter.js';
import type { ScimUserAttributes, ScimUserInput } from './scim-user.js';

export interface UserRow {
  person_id: string;
  user_name: string;
  external_id: string | null;
  active: boolean;
  attributes: ScimUserAttributes;
  created_at: Date;
  updated_at: Date;
  groups: { value: string; display: string }[];
}

const columns = sql`u.person_id, u.user_name, u.external_id, u.active, u.attributes, u.created_at, u.updated_at,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('value', g.group_id, 'display', g.display_name) ORDER BY g.display_name), '[]')
   FROM onggi.person_group m
   JOIN onggi.scim_group g ON g.tenant_id = m.tenant_id AND g.group_key = m.group_key
   WHERE m.tenant_id = u.tenant_id AND m.person_id = u.person_id AND m.source = 'scim') AS groups`;

export async function userRow(transaction: TenantTransaction, id: string): Promise<UserRow | undefined> {
  if (!isId(id)) return undefined;
  return transaction.first<UserRow>(
    sql`SELECT ${columns} FROM onggi.scim_user u
        WHERE u.tenant_id = ${transaction.context.tenant} AND u.person_id = ${id} AND u.deleted_at IS NULL`,
  );
}

/** @param limit undefined counts them only */
export async function userRows(
  transaction: TenantTransaction,
  conditions: readonly ScimCondition[],
  { startIndex, count }: { startIndex: number; count: number },
): Promise<{ total: number; rows: UserRow[] }> {
  const where = conditions.map(conditionSql).reduce((all, one) => sql`${all} AND ${one}`, noSql);
  const from = sql`FROM onggi.scim_user u
    WHERE u.tenant_id = ${transaction.context.tenant} AND u.deleted_at IS NULL ${where}`;
  const counted = await transaction.first<{ total: number }>(sql`SELECT count(*)::int AS total ${from}`);
  const rows = await transaction.rows<UserRow>(
    sql`SELECT ${columns} ${from} ORDER BY u.created_at, u.person_id LIMIT ${count} OFFSET ${startIndex - 1}`,
  );
  return { total: counted?.total ?? 0, rows };
}

function conditionSql({ attribute, value }: ScimCondition): SqlStatement {
  const text = typeof value === 'string' ? value : String(value);
  switch (attribute) {
    case 'id':
      return isId(text) ? sql`u.person_id = ${text}` : sql`false`;
    case 'username':
      return sql`lower(u.user_name) = lower(${text})`;
    case 'externalid':
      return sql`u.external_id = ${text}`;
    case 'displayname':
      return sql`lower(u.attributes ->> 'displayName') = lower(${text})`;
    case 'active':
      return sql`u.active = ${text.toLowerCase() === 'true'}`;
    case 'emails':
    case 'emails.value':
      return sql`EXISTS (SELECT FROM jsonb_array_elements(u.attributes -> 'emails') AS email
                         WHERE lower(email ->> 'value') = lower(${text}))`;
    default:
      throw unknownAttribute(attribute);
  }
}

export function unknownAttribute(attribute: string): ScimError {
  return new ScimError('invalidFilter', {
    ko: `'${attribute}'(으)로는 찾을 수 없습니다.`,
    en: `'${attribute}' cannot be filtered by.`,
  });
}

/** @throws ScimError uniqueness */
export async function refuseTakenName(
  transaction: TenantTransaction,
  userName: string,
  personId: string | null,
): Promise<void> {
  const taken = await transaction.first(
    sql`SELECT FROM onggi.scim_user u WHERE u.tenant_id = ${transaction.context.tenant} AND u.deleted_at IS NULL
          AND lower(u.user_name) = lower(${userName}) AND u.person_id IS DISTINCT FROM ${personId}::uuid`,
  );
  if (!taken) return;
  throw new ScimError('uniqueness', {
    ko: `userName '${userName}'을(를) 이미 쓰고 있습니다.`,
    en: `The userName '${userName}' is taken.`,
  });
}

/**
 * The person who signed in before SCIM knew of this user, by what the tenant's own provider and SCIM have in common. None
 * where it is ambiguous, or where that person is another user already.
 */
export async function personSignedIn(transaction: TenantTransaction, user: ScimUserInput): Promise<string | undefined> {
  const found = await transaction.rows<{ person_id: string }>(
    sql`SELECT DISTINCT a.person_id FROM onggi.account a
        JOIN onggi.identity_provider p ON p.tenant_id = a.tenant_id AND p.issuer = a.issuer
        WHERE a.tenant_id = ${transaction.context.tenant}
          AND CASE p.settings ->> 'scimMatch'
                WHEN 'external_id' THEN a.subject = ${user.externalId}
                WHEN 'user_name' THEN lower(a.user_name) = lower(${user.userName})
                ELSE false END
          AND NOT EXISTS (SELECT FROM onggi.scim_user u
                          WHERE u.tenant_id = a.tenant_id AND u.person_id = a.person_id AND u.deleted_at IS NULL)`,
  );
  return found.length === 1 ? found[0]?.person_id : undefined;
}
