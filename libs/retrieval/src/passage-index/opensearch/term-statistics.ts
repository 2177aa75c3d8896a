import type { Language } from '@onggi/platform';
import { inverseFrequency } from '../../lexical/bm25.js';
import type { OpenSearchClient } from './opensearch-client.js';
import { languages, termsField } from './passage-documents.js';

/** The idf of terms in one language's passages of a tenant, and that of a term of one passage. */
export interface TermStatistics {
  idf(term: number): number;
  rarest: number;
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
  const of = (language: Language): TermStatistics => {
    const field = reply?.term_vectors[termsField(language)];
    const total = field?.field_statistics?.doc_count ?? 0;
    const idf = (term: number) => inverseFrequency(field?.terms[String(term)]?.doc_freq ?? 0, total);
    return { idf, rarest: inverseFrequency(1, total) };
  };
  return { ko: of('ko'), en: of('en') };
}
