import { documentKind, documentKinds } from '@onggi/language';
import { InvalidInputError, isId } from '@onggi/platform';
import { sql, type TenantTransaction } from '@onggi/tenancy';

/** What a search is narrowed to, whatever its question says. All that is given has to hold. */
export interface SearchFilters {
  /** First and last day, ISO 8601: a version counts by when it takes effect, else by when it was published (UTC). */
  from?: string;
  to?: string;
  /** Kinds of document ("manual", "pdf", …; see documentKinds in libs/language) or media types. One of them has to hold. */
  types?: readonly string[];
  /** Ids of documents. */
  documents?: readonly string[];
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Live versions that the filters leave; a filter that nothing fits leaves none.
 * @returns ids; undefined where nothing is filtered
 * @throws InvalidFilterError
 */
export async function filteredVersions(
  transaction: TenantTransaction,
  filters: SearchFilters = {},
): Promise<string[] | undefined> {
  const { from, to, types, documents } = filters;
  if (from === undefined && to === undefined && types === undefined && documents === undefined) return undefined;
  checkFilters(filters);
  const { pattern, mediaTypes } = typesWanted(types);
  const ids = documents?.filter(isId) ?? null;
  const rows = await transaction.rows<{ version_id: string }>(
    sql`SELECT v.version_id FROM onggi.document_version v
        JOIN onggi.document d ON d.tenant_id = v.tenant_id AND d.document_id = v.document_id
        CROSS JOIN LATERAL (SELECT coalesce(v.effective_from, (v.published_at AT TIME ZONE 'UTC')::date) AS dated) AS own
        WHERE v.live
          AND (${from ?? null}::date IS NULL OR own.dated >= ${from ?? null}::date)
          AND (${to ?? null}::date IS NULL OR own.dated <= ${to ?? null}::date)
          AND (${ids}::uuid[] IS NULL OR v.document_id = ANY (${ids}::uuid[]))
          AND (${mediaTypes}::text[] IS NULL OR v.media_type = ANY (${mediaTypes}::text[])
               OR v.title || ' ' || d.path ~* ${pattern})`,
    'filtered_versions',
  );
  return rows.map((row) => row.version_id);
}

/** @throws InvalidFilterError */
export function checkFilters({ from, to, types = [] }: SearchFilters): void {
  for (const date of [from, to]) {
    if (date !== undefined && (!day.test(date) || Number.isNaN(Date.parse(date)))) throw new InvalidFilterError(date);
  }
  types.filter((type) => !type.includes('/')).forEach(kindNamed);
}

function typesWanted(types: SearchFilters['types']): { pattern: string | null; mediaTypes: string[] | null } {
  if (types === undefined) return { pattern: null, mediaTypes: null };
  const kinds = types.filter((type) => !type.includes('/')).map(kindNamed);
  return {
    pattern: namesPattern(kinds.flatMap(({ words }) => words)),
    mediaTypes: [...types.filter((type) => type.includes('/')), ...kinds.flatMap((kind) => kind.mediaTypes)],
  };
}

function kindNamed(name: string) {
  const kind = documentKind(name);
  if (!kind) throw new InvalidFilterError(name);
  return kind;
}

/** For PostgreSQL's ~*: words of Latin letters stand alone, Korean ones anywhere. Null for no words. */
export function namesPattern(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const patterns = words.map((word) => {
    if (word.startsWith('.')) return `\\${word}$`;
    return /^[a-z]/i.test(word) ? `(?:^|[^a-z])${word}s?(?![a-z])` : word.replaceAll(' ', ' ?');
  });
  return `(?:${patterns.join('|')})`;
}

/** A date that is none, or a type that nobody knows. */
export class InvalidFilterError extends InvalidInputError {
  constructor(value: string) {
    const names = documentKinds.map(({ name }) => name).join(', ');
    super(
      { ko: `필터의 값을 알 수 없습니다: ${value}`, en: `A filter has a value that is not known: ${value}` },
      {
        ko: `from과 to는 2024-03-31 같은 날짜, types는 다음 이름이나 미디어 타입입니다: ${names}`,
        en: `from and to are dates like 2024-03-31; types are media types or one of: ${names}`,
      },
    );
  }
}
