import { analyzePassages, detectLanguage, readQuestion, type MorphologicalAnalyzer } from '@onggi/language';
import { multilingualE5Small, uncentredPassage, uncentredQuery, type Embedder } from '@onggi/models';
import type { Language } from '@onggi/platform';
import { otherNames } from '@onggi/retrieval';
import type { createPool } from '@onggi/tenancy';
import type { EvaluationSet, SetQuery } from '../evaluation-set/evaluation-set.js';
import { withStrayBlanks } from './stray-blanks.js';
import type { ComparedChunk, ComparedQuery, ComparedWorld } from './compared-world.js';

/** Where a set was ingested. */
export interface IngestedSet {
  tenant: string;
  corpus: string;
  /** Onggi's document id → the set's. */
  setIds: ReadonlyMap<string, string>;
}

interface ChunkRow {
  chunk_id: string;
  version_id: string;
  document_id: string;
  language: Language;
  title: string;
  heading: string;
  text: string;
  embedding: string;
}

const { centring } = multilingualE5Small;

/** Reads a set's passages as they are indexed, and its questions as the models read them. */
export class WorldReader {
  private readonly signal = new AbortController().signal;

  /** @param pool of a role that reads every row */
  constructor(
    private readonly pool: ReturnType<typeof createPool>,
    private readonly embedder: Embedder,
    private readonly analyzer: MorphologicalAnalyzer,
  ) {}

  /** @param strayBlanks true: Korean questions also with blanks inside their words */
  async read(set: EvaluationSet, place: IngestedSet, { strayBlanks = false } = {}): Promise<ComparedWorld> {
    const chunks = await this.chunks(place);
    const queries: ComparedQuery[] = [];
    for (const query of set.queries) {
      const read = await this.query(query, set.glossary);
      const typed = strayBlanks ? withStrayBlanks(query.text) : query.text;
      const stray = typed === query.text ? undefined : await this.query({ ...query, text: typed }, set.glossary);
      queries.push({ ...read, ...(stray && { strayBlanks: stray }) });
    }
    return { chunks, queries, glossary: set.glossary };
  }

  private async chunks({ tenant, corpus, setIds }: IngestedSet): Promise<ComparedChunk[]> {
    const { rows } = await this.pool.query<ChunkRow>(
      `SELECT c.chunk_id, c.version_id, v.document_id, c.language, v.title, c.heading, c.text, e.embedding::text AS embedding
       FROM onggi.chunk c
       JOIN onggi.document_version v USING (tenant_id, version_id)
       JOIN onggi.corpus o USING (tenant_id, corpus_id)
       JOIN onggi.chunk_vector e USING (tenant_id, chunk_id)
       JOIN onggi.embedding_set s USING (tenant_id, set_id)
       WHERE c.tenant_id = $1 AND o.corpus_key = $2 AND v.live AND s.state = 'active' ORDER BY c.chunk_id`,
      [tenant, corpus],
    );
    const texts = rows.map(({ title, heading, text }) =>
      [title, heading, text].filter((part) => part !== '').join('\n'),
    );
    const morphologies = await analyzePassages(this.analyzer, texts, this.signal);
    return rows.map((row, place) => {
      const centred = Float32Array.from(JSON.parse(row.embedding) as number[]);
      return {
        chunkId: row.chunk_id,
        versionId: row.version_id,
        document: setIds.get(row.document_id) ?? row.document_id,
        language: row.language,
        heading: [row.title, row.heading].filter((part) => part !== '').join('\n'),
        searchText: texts[place] ?? '',
        morphemes: morphologies[place]?.morphemes,
        centred,
        plain: uncentredPassage(centred, row.language, centring),
      };
    });
  }

  private async query({ id, text }: SetQuery, glossary: EvaluationSet['glossary']): Promise<ComparedQuery> {
    const language = detectLanguage(text);
    const [centred, reading] = await Promise.all([
      this.embedder.embedQuery(text, language, this.signal),
      readQuestion(this.analyzer, text, otherNames(text, glossary), this.signal),
    ]);
    return { id, text, language, reading, centred, plain: uncentredQuery(centred, language, centring) };
  }
}
