import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';

interface KeyRights {
  role: string;
  label: string;
  groups: string[];
}

/**
 * Makes a change of what people may do, and writes into the trail which keys open less because of it: `key.narrow` with what
 * they opened and open, `key.end` for those that open nothing any more.
 */
export async function notingNarrowedKeys<Result>(
  transaction: TenantTransaction,
  change: () => Promise<Result>,
): Promise<Result> {
  const before = await keysOfPeople(transaction);
  const result = await change();
  const now = before.size === 0 ? before : await keysOfPeople(transaction);
  for (const [keyId, had] of before) {
    const has = now.get(keyId);
    if (!had || (has && !isLess(has, had))) continue;
    await recordAudit(transaction, {
      action: has ? 'key.narrow' : 'key.end',
      target: keyId,
      detail: { opened: had, opens: has ?? null },
    });
  }
  return result;
}

/** Keys that people have given and that were not revoked, and what the present secret of each opens; null: nothing. */
async function keysOfPeople(transaction: TenantTransaction): Promise<Map<string, KeyRights | null>> {
  const rows = await transaction.rows<{ key_id: string; rights: KeyRights | null }>(
    sql`SELECT k.key_id, to_jsonb(r) AS rights
        FROM onggi.api_key k
        LEFT JOIN LATERAL tenancy.rights_of_secret(k.tenant_id, k.issuers, k.role, k.label, k.groups) AS r ON true
        WHERE k.tenant_id = ${transaction.context.tenant} AND k.revoked_at IS NULL
          AND EXISTS (SELECT FROM unnest(k.issuers) AS i WHERE i LIKE 'person:%')
          AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp())`,
  );
  return new Map(rows.map(({ key_id, rights }) => [key_id, rights]));
}

const roleOrder = ['member', 'auditor', 'curator', 'admin'];
const labelOrder = ['O', 'S', 'C'];

function isLess(has: KeyRights, had: KeyRights): boolean {
  return (
    roleOrder.indexOf(has.role) < roleOrder.indexOf(had.role) ||
    labelOrder.indexOf(has.label) < labelOrder.indexOf(had.label) ||
    had.groups.some((group) => !has.groups.includes(group))
  );
}
