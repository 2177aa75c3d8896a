import { namesPlace, readFilters, type Period, type SpokenFilters } from '@onggi/language';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { newestEditions } from './newest-editions.js';
import { namesPattern } from './search-filters.js';

/** What a question says about where its answer stands, as far as something readable fits it. */
export interface UnderstoodFilters {
  periods: readonly Period[];
  kinds: readonly { name: string; words: string }[];
  corpora: readonly { key: string; words: string }[];
  /** The words that ask for the newest edition. */
  newest?: string;
}

/** Versions that fit what a question says about them. Empty where it says nothing, or nothing fits. */
export interface SpokenPreferences {
  /** What each gains, in standard deviations of the cosine. */
  gains: ReadonlyMap<string, number>;
  understood?: UnderstoodFilters;
}

/**
 * Words may be meant otherwise than as filters, so they only prefer: enough to part editions and copies of a text, too
 * little to lift a passage over one that fits the question much better. A corpus that is named as the place to look in is meant.
 */
const gain = { corpus: 2, period: 1, newest: 1, kind: 0.5 } as const;
/** Versions at most. Those of candidates come first, then the newest. */
const mostVersions = 1_000;

interface FittingRow {
  version_id: string;
  dated: boolean;
  of_kind: boolean;
  in_corpus: boolean;
}

/** Where to look: undefined narrows nothing. */
export interface SearchScope {
  corpora?: readonly string[];
  versions?: readonly string[];
}

/** @param candidates versions that the search has found already */
export async function spokenPreferences(
  transaction: TenantTransaction,
  question: string,
  scope: SearchScope,
  candidates: readonly string[],
): Promise<SpokenPreferences> {
  const today = new Date();
  const spoken = readFilters(question, today);
  const places = await placesNamed(transaction, question, scope);
  const rows = await fitting(transaction, spoken, places, scope, candidates, today);
  const newest = spoken.newest === undefined ? [] : await newestEditions(transaction, candidates);
  const gains = new Map<string, number>();
  const add = (version: string, by: number): unknown => gains.set(version, (gains.get(version) ?? 0) + by);
  for (const { version_id: version, dated, of_kind: ofKind, in_corpus: inCorpus } of rows) {
    if (dated) add(version, gain.period);
    if (ofKind) add(version, gain.kind);
    if (inCorpus) add(version, gain.corpus);
  }
  for (const version of newest) add(version, gain.newest);
  if (gains.size === 0) return { gains };
  const understood: UnderstoodFilters = {
    periods: rows.some((row) => row.dated) ? spoken.periods : [],
    kinds: rows.some((row) => row.of_kind) ? spoken.kinds.map(({ kind, words }) => ({ name: kind.name, words })) : [],
    corpora: places.map(({ key, words }) => ({ key, words })),
    ...(newest.length > 0 && { newest: spoken.newest }),
  };
  return { gains, understood };
}

interface NamedPlace {
  id: string;
  key: string;
  words: string;
}

/** Corpora that the question names as the place to look in. */
async function placesNamed(
  transaction: TenantTransaction,
  question: string,
  { corpora }: SearchScope,
): Promise<NamedPlace[]> {
  if (corpora && corpora.length < 2) return [];
  const rows = await transaction.rows<{ id: string; key: string; ko: string; en: string }>(
    sql`SELECT corpus_id AS id, corpus_key AS key, name_ko AS ko, name_en AS en FROM onggi.corpus
        WHERE ${corpora ?? null}::uuid[] IS NULL OR corpus_id = ANY (${corpora ?? null}::uuid[])`,
    'corpora_to_name',
  );
  return rows.flatMap(({ id, key, ko, en }) => {
    const words = [ko, en, key].find((name) => namesPlace(question, name));
    return words === undefined ? [] : [{ id, key, words }];
  });
}

async function fitting(
  transaction: TenantTransaction,
  { periods, kinds }: SpokenFilters,
  places: readonly NamedPlace[],
  { corpora, versions }: SearchScope,
  candidates: readonly string[],
  today: Date,
): Promise<FittingRow[]> {
  if (periods.length === 0 && kinds.length === 0 && places.length === 0) return [];
  const years = periods.flatMap((period) => yearsOf(period, today));
  const words = namesPattern(kinds.flatMap(({ kind }) => kind.words));
  const mediaTypes = kinds.flatMap(({ kind }) => kind.mediaTypes);
  const [from, to] = [periods.map((each) => each.from ?? '-infinity'), periods.map((each) => each.to ?? 'infinity')];
  // A year in the name says of which year a document is; without one, when it is in force does.
  return transaction.rows<FittingRow>(
    sql`SELECT version_id, dated, of_kind, in_corpus FROM (
          SELECT v.version_id, v.published_at,
                 coalesce(CASE WHEN names ~ '(^|[^0-9])(19|20)[0-9]{2}([^0-9]|$)' THEN names ~ ${yearsPattern(years)}
                 ELSE EXISTS (SELECT FROM unnest(${from}::date[], ${to}::date[]) AS p (first, last)
                              WHERE v.effective_from <= p.last AND coalesce(v.effective_to, 'infinity') >= p.first)
                 END, false) AS dated,
                 coalesce(names ~* ${words}, false) OR v.media_type = ANY (${mediaTypes}::text[]) AS of_kind,
                 v.corpus_id = ANY (${places.map(({ id }) => id)}::uuid[]) AS in_corpus
          FROM onggi.document_version v
          JOIN onggi.document d ON d.tenant_id = v.tenant_id AND d.document_id = v.document_id
          CROSS JOIN LATERAL (SELECT v.title || ' ' || d.path AS names) AS n
          WHERE v.live AND (${corpora ?? null}::uuid[] IS NULL OR v.corpus_id = ANY (${corpora ?? null}::uuid[]))
            AND (${versions ?? null}::uuid[] IS NULL OR v.version_id = ANY (${versions ?? null}::uuid[]))
        ) AS version
        WHERE dated OR of_kind OR in_corpus
        ORDER BY version_id = ANY (${candidates}::uuid[]) DESC, published_at DESC NULLS LAST LIMIT ${mostVersions}`,
    'fitting_versions',
  );
}

/** Null, which matches nothing, for no years. */
function yearsPattern(years: readonly number[]): string | null {
  return years.length === 0 ? null : `(^|[^0-9])(${years.join('|')})([^0-9]|$)`;
}

/** Years that a period touches; an open one reaches over a generation back, or until next year. */
function yearsOf({ from, to }: Period, today: Date): number[] {
  const last = to === undefined ? today.getFullYear() + 1 : Number(to.slice(0, 4));
  const first = from === undefined ? last - 30 : Number(from.slice(0, 4));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
