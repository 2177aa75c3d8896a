import { newId } from '@onggi/platform';
import { everyone, sql, type Label, type TenantTransaction } from '@onggi/tenancy';
import { UnknownGroupError, UnknownLabelError } from '../corpus-errors.js';

/** Who may read a document: members of any of the groups whose clearance reaches the label. */
export interface Access {
  /** Group keys; none means everyone in the tenant. */
  groups: readonly string[];
  label: Label;
}

const labels: ReadonlySet<string> = new Set<Label>(['O', 'S', 'C']);

/** Access from what a caller wrote. @throws UnknownLabelError */
export function accessOf(groups: readonly string[] | undefined, label: string | undefined): Access {
  const given = label ?? 'O';
  if (!labels.has(given)) throw new UnknownLabelError(given);
  const named = [...new Set((groups ?? []).map((group) => group.trim()).filter((group) => group !== ''))].sort();
  return { groups: named.length === 0 ? [everyone] : named, label: given as Label };
}

/**
 * Id of the set with these groups and this label, made when it is new.
 * @throws UnknownGroupError naming each group that the tenant does not have
 */
export async function accessSetFor(transaction: TenantTransaction, access: Access): Promise<string> {
  const { tenant } = transaction.context;
  const { groups, label } = accessOf(access.groups, access.label);
  const unknown = await transaction.rows<{ key: string }>(
    sql`SELECT key FROM unnest(${groups}::text[]) AS key
        WHERE key <> ${everyone}
          AND NOT EXISTS (SELECT FROM onggi.access_group g WHERE g.tenant_id = ${tenant} AND g.group_key = key)
        ORDER BY key`,
  );
  if (unknown.length > 0) throw new UnknownGroupError(unknown.map((row) => row.key));
  await transaction.execute(
    sql`INSERT INTO onggi.access_set (tenant_id, access_set_id, groups, label)
        VALUES (${tenant}, ${newId()}, ${groups}, ${label}) ON CONFLICT DO NOTHING`,
  );
  const row = await transaction.first<{ access_set_id: string }>(
    sql`SELECT access_set_id FROM onggi.access_set
        WHERE tenant_id = ${tenant} AND groups = ${groups} AND label = ${label}`,
  );
  if (!row) throw new Error('An access set that was just made cannot be read.');
  return row.access_set_id;
}

/** Gives every version of the documents this access. One row update a version, whatever its size. @returns versions changed */
export async function changeAccess(
  transaction: TenantTransaction,
  documentIds: readonly string[],
  accessSetId: string,
): Promise<number> {
  return transaction.execute(
    sql`UPDATE onggi.document_version SET access_set_id = ${accessSetId}, updated_at = now()
        WHERE tenant_id = ${transaction.context.tenant} AND document_id = ANY (${documentIds}::uuid[])
          AND access_set_id <> ${accessSetId}`,
  );
}
