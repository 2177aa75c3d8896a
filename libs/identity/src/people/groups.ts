import { InvalidInputError, type LocalizedText } from '@onggi/platform';
import { everyone, sql, type TenantTransaction } from '@onggi/tenancy';

const keyShape = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;

/** Makes groups that are missing, named by their key until someone names them better. */
export async function ensureGroups(
  transaction: TenantTransaction,
  keys: readonly string[],
  names: ReadonlyMap<string, LocalizedText> = new Map(),
): Promise<void> {
  for (const key of keys) {
    if (key === everyone) continue;
    if (!keyShape.test(key)) {
      throw new InvalidInputError(
        { ko: `그룹 이름 '${key}'을(를) 쓸 수 없습니다.`, en: `'${key}' cannot be the key of a group.` },
        {
          ko: '글자나 숫자로 시작하고 글자, 숫자, 밑줄, 점, 붙임표만 쓰세요(63자까지).',
          en: 'Begin with a letter or digit and use letters, digits, underscores, dots and hyphens only (63 at most).',
        },
      );
    }
    const name = names.get(key);
    await transaction.execute(
      name
        ? sql`INSERT INTO onggi.access_group (tenant_id, group_key, name_ko, name_en)
              VALUES (${transaction.context.tenant}, ${key}, ${name.ko}, ${name.en})
              ON CONFLICT (tenant_id, group_key) DO UPDATE SET name_ko = EXCLUDED.name_ko, name_en = EXCLUDED.name_en`
        : sql`INSERT INTO onggi.access_group (tenant_id, group_key, name_ko, name_en)
              VALUES (${transaction.context.tenant}, ${key}, ${key}, ${key}) ON CONFLICT DO NOTHING`,
    );
  }
}
