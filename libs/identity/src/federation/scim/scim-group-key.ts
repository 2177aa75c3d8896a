import { everyone, sql, type TenantTransaction } from '@onggi/tenancy';
import { ensureGroups } from '../../people/groups.js';
import { ScimError } from './scim-errors.js';

const longestKey = 63;

/** The key that documents name a group by, made of what the directory calls it: `R&D Center` → `r-d-center`. */
export function groupKeyOf(displayName: string): string {
  return displayName
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_.-]+/gu, '-')
    .replace(/^[^\p{L}\p{N}]+/u, '')
    .slice(0, longestKey)
    .replace(/-+$/, '');
}

/**
 * The access group for a group of the directory: the one that has its key already, whoever made it, or a new one.
 * @returns its key, which stays the same however the directory renames the group
 * @throws ScimError invalidValue where no key can be made, uniqueness where another group of the directory has it
 */
export async function accessGroupFor(transaction: TenantTransaction, displayName: string): Promise<string> {
  const { tenant } = transaction.context;
  const key = groupKeyOf(displayName);
  if (key === '' || key === everyone) {
    throw new ScimError('invalidValue', {
      ko: `displayName '${displayName}'(으)로는 그룹을 만들 수 없습니다.`,
      en: `The displayName '${displayName}' cannot be a group.`,
    });
  }
  const present = await transaction.first<{ group_key: string; taken: boolean }>(
    sql`SELECT a.group_key, s.group_id IS NOT NULL AS taken FROM onggi.access_group a
        LEFT JOIN onggi.scim_group s ON s.tenant_id = a.tenant_id AND s.group_key = a.group_key
        WHERE a.tenant_id = ${tenant} AND lower(a.group_key) = ${key} ORDER BY a.group_key = ${key} DESC LIMIT 1`,
  );
  if (present?.taken) {
    throw new ScimError('uniqueness', {
      ko: `그룹 '${displayName}'이(가) 이미 있거나 같은 이름으로 줄어듭니다.`,
      en: `A group '${displayName}' exists, or one whose key is the same.`,
    });
  }
  if (present) return present.group_key;
  await ensureGroups(transaction, [key], new Map([[key, { ko: displayName, en: displayName }]]));
  return key;
}

/** Follows the directory, except where somebody here has named the group better. */
export async function renameAccessGroup(
  transaction: TenantTransaction,
  key: string,
  before: string,
  now: string,
): Promise<void> {
  if (before === now) return;
  await transaction.execute(
    sql`UPDATE onggi.access_group SET name_ko = CASE name_ko WHEN ${before} THEN ${now} ELSE name_ko END,
          name_en = CASE name_en WHEN ${before} THEN ${now} ELSE name_en END
        WHERE tenant_id = ${transaction.context.tenant} AND group_key = ${key}`,
  );
}
