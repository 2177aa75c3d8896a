import { newId } from '@onggi/platform';
import { everyone, sql, type TenantTransaction } from '@onggi/tenancy';
import { notingNarrowedKeys } from '../credentials/narrowed-keys.js';
import { ensureGroups } from '../people/groups.js';
import { AccountSuspendedError, NoRoleError } from './federation-errors.js';
import type { FederatedIdentity } from './federated-identity.js';
import type { ProviderSettings, ScimMatch } from './identity-provider.js';

/**
 * The person behind an issuer and subject, made at the first sign-in and brought up to what the provider says now. An
 * e-mail plays no part in it.
 * @returns the person's id
 * @throws AccountSuspendedError, NoRoleError
 */
export async function personOfAccount(
  transaction: TenantTransaction,
  account: { issuer: string; subject: string },
  identity: FederatedIdentity,
  settings: ProviderSettings,
): Promise<string> {
  const { tenant } = transaction.context;
  // Two first sign-ins of one subject at a time make one person.
  await transaction.rows(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${tenant} ${account.issuer} ${account.subject}`}, 0))`,
  );
  const known = await transaction.first<{ person_id: string }>(
    sql`UPDATE onggi.account SET last_sign_in_at = now(), user_name = ${identity.userName}
        WHERE tenant_id = ${tenant} AND issuer = ${account.issuer} AND subject = ${account.subject} RETURNING person_id`,
  );
  const personId =
    known?.person_id ??
    (await provisionedPerson(transaction, account.subject, identity, settings.scimMatch)) ??
    (await newPerson(transaction, identity, settings));
  if (!known) {
    await transaction.execute(
      sql`INSERT INTO onggi.account (tenant_id, issuer, subject, person_id, user_name)
          VALUES (${tenant}, ${account.issuer}, ${account.subject}, ${personId}, ${identity.userName})`,
    );
  }
  await notingNarrowedKeys(transaction, async () => {
    await bringUpToDate(transaction, personId, identity);
    await replaceGroups(transaction, personId, 'oidc', identity.groups);
  });
  return personId;
}

/** What a source says of a person's groups, in the place of what it said before. Other sources' groups stay. */
export async function replaceGroups(
  transaction: TenantTransaction,
  personId: string,
  source: 'oidc' | 'scim',
  groups: readonly string[],
): Promise<void> {
  const { tenant } = transaction.context;
  await ensureGroups(transaction, groups);
  await transaction.execute(
    sql`DELETE FROM onggi.person_group WHERE tenant_id = ${tenant} AND person_id = ${personId} AND source = ${source}
          AND group_key <> ALL (${[...groups]}::text[])`,
  );
  await transaction.execute(
    sql`INSERT INTO onggi.person_group (tenant_id, person_id, group_key, source)
        SELECT ${tenant}, ${personId}, key, ${source} FROM unnest(${[...groups]}::text[]) AS key WHERE key <> ${everyone}
        ON CONFLICT DO NOTHING`,
  );
}

/** The user that SCIM has made for this account, unless another account came first. */
async function provisionedPerson(
  transaction: TenantTransaction,
  subject: string,
  identity: FederatedIdentity,
  match: ScimMatch,
): Promise<string | undefined> {
  if (match === 'none' || (match === 'user_name' && identity.userName === null)) return undefined;
  const condition =
    match === 'external_id'
      ? sql`u.external_id = ${subject}`
      : sql`lower(u.user_name) = ${(identity.userName ?? '').toLowerCase()}`;
  const found = await transaction.rows<{ person_id: string }>(
    sql`SELECT u.person_id FROM onggi.scim_user u
        WHERE u.tenant_id = ${transaction.context.tenant} AND u.deleted_at IS NULL AND ${condition}
          AND NOT EXISTS (SELECT FROM onggi.account a WHERE a.tenant_id = u.tenant_id AND a.person_id = u.person_id)
        FOR UPDATE`,
  );
  // An external id is the provisioning client's affair and may repeat: then it says nothing.
  return found.length === 1 ? found[0]?.person_id : undefined;
}

async function newPerson(
  transaction: TenantTransaction,
  identity: FederatedIdentity,
  settings: ProviderSettings,
): Promise<string> {
  const role = identity.role ?? settings.defaultRole;
  if (role === null) throw new NoRoleError();
  const personId = newId();
  await transaction.execute(
    sql`INSERT INTO onggi.person (tenant_id, person_id, email, name_ko, name_en, role, label, origin)
        VALUES (${transaction.context.tenant}, ${personId}, ${identity.email}, ${identity.name}, ${identity.name}, ${role},
                ${identity.label ?? settings.defaultLabel}, 'oidc')`,
  );
  return personId;
}

/** Name and address of a person that SCIM keeps are SCIM's to say. */
async function bringUpToDate(
  transaction: TenantTransaction,
  personId: string,
  identity: FederatedIdentity,
): Promise<void> {
  const row = await transaction.first<{ status: string }>(
    sql`UPDATE onggi.person SET role = coalesce(${identity.role ?? null}, role), label = coalesce(${identity.label ?? null}, label),
          email = CASE origin WHEN 'oidc' THEN ${identity.email} ELSE email END,
          name_ko = CASE origin WHEN 'oidc' THEN ${identity.name} ELSE name_ko END,
          name_en = CASE origin WHEN 'oidc' THEN ${identity.name} ELSE name_en END
        WHERE tenant_id = ${transaction.context.tenant} AND person_id = ${personId} RETURNING status`,
  );
  if (row?.status !== 'active') throw new AccountSuspendedError();
}
