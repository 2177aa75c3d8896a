import { ConflictError, InvalidInputError, type LocalizedText } from '@onggi/platform';
import { everyone, sql, type TenantTransaction } from '@onggi/tenancy';

const foreignKeyViolation = '23503';
const keyShape = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;

/** A group would lie within itself. */
export class GroupCycleError extends ConflictError {
  constructor(key: string) {
    super(
      { ko: `그룹 '${key}'이(가) 자기 자신 안에 놓이게 됩니다.`, en: `The group '${key}' would lie within itself.` },
      { ko: '위 그룹을 다시 정하세요.', en: 'Choose another enclosing group.' },
    );
  }
}

/** Raised by tenancy.refuse_group_cycle. */
const cycle = 'ON002';

/** Puts groups that exist within others. @param parents by group key; null for none @throws GroupCycleError, InvalidInputError */
export async function nestGroups(
  transaction: TenantTransaction,
  parents: ReadonlyMap<string, string | null>,
): Promise<void> {
  const { tenant } = transaction.context;
  for (const [key, parent] of parents) {
    try {
      await transaction.execute(
        sql`UPDATE onggi.access_group SET parent_key = ${parent} WHERE tenant_id = ${tenant} AND group_key = ${key}`,
      );
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === cycle) throw new GroupCycleError(key);
      if (code !== foreignKeyViolation) throw error;
      throw new InvalidInputError(
        { ko: `위 그룹 '${parent}'이(가) 없습니다.`, en: `There is no group '${parent}' to enclose it.` },
        {
          ko: '있는 그룹을 쓰거나 같은 요청에서 만드세요.',
          en: 'Name one that exists, or make it in the same request.',
        },
      );
    }
  }
}

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
