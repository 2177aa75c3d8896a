import type { Language } from '@onggi/platform';
import { inverseFrequency } from '../../lexical/bm25.js';
import type { OpenSearchClient } from './opensearch-client.js';
import { languages, termsField } from './passage-documents.js';

/** How much terms tell among a tenant's passages. */
export interface TermStatistics {
  /** Inverse document frequency among those of one language. */
  idf(term: number): number;
  /** 1 for a code of one passage, near 0 for one that is everywhere, among those of all languages: a code is the same in each. */
  codeRarity(term: number): number;
}

interface TermVectors {
  term_vectors: Record<
    string,
    { field_statistics?: { doc_count: number }; terms: Record<string, { doc_freq?: number }> }
  >;
}

/**
 * How often the terms occur. The engine answers for one shard, as each shard scores by its own counts; hidden and
 * deleted passages count until segments are merged.
 */
export async function termStatistics(
  client: OpenSearchClient,
  index: string,
  terms: Iterable<number>,
): Promise<Record<Language, TermStatistics>> {
  const text = [...terms].join(' ');
  const doc = Object.fromEntries(languages.map((language) => [termsField(language), text]));
  const request = { doc, term_statistics: true, field_statistics: true, positions: false, offsets: false };
  const reply = await client.send<TermVectors>('POST', `${index}/_termvectors?realtime=false`, request, [
    'index_not_found_exception',
  ]);
  const counts = (language: Language, term: number): { total: number; holding: number } => {
    const field = reply?.term_vectors[termsField(language)];
    return {
      total: field?.field_statistics?.doc_count ?? 0,
      holding: field?.terms[String(term)]?.doc_freq ?? 0,
    };
  };
  const codeRarity = (term: number): number => {
    const all = languages.map((language) => counts(language, term));
    const total = all.reduce((sum, each) => sum + each.total, 0);
    const holding = all.reduce((sum, each) => sum + each.holding, 0);
    return inverseFrequency(holding, total) / inverseFrequency(1, total);
  };
  const of = (language: Language): TermStatistics => ({
    codeRarity,
    idf: (term) => {
      const { holding, total } = counts(language, term);
      return inverseFrequency(holding, total);
    },
  });
  return { ko: of('ko'), en: of('en') };
}
