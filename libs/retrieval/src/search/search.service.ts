import { Inject, Injectable } from '@nestjs/common';
import { detectLanguage, type GlossaryEntry } from '@onggi/language';
import { EMBEDDER, type Embedder } from '@onggi/models';
import { recordAudit, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { PASSAGE_INDEX, type IndexQuery, type PassageIndex } from '../passage-index/passage-index.js';
import { rankCandidates } from '../ranking/rank-candidates.js';
import { spreadDocuments } from '../ranking/spread-documents.js';
import { findCorpora } from './find-corpora.js';
import type { Passage } from './passage.js';
import { hashTerms, questionTerms } from './question-terms.js';
import { readPassages } from './read-passages.js';
import { traceOf, type SearchTrace } from './search-trace.js';

export interface SearchRequest {
  query: string;
  /** Keys or ids; undefined for every corpus that the caller may see, empty for none. */
  corpora?: readonly string[];
  /** Passages wanted. 1 to 100. */
  first: number;
  /** An expert's terms, by which a question finds what it names in the other language. */
  glossary?: readonly GlossaryEntry[];
  /** Passages of one document among the first ten. Default 3. */
  perDocument?: number;
  /** True to be told how each passage came to its place. */
  trace?: boolean;
}

/** Milliseconds. */
export interface SearchTimings {
  embedMs: number;
  /** The whole transaction: index, ranking, texts. */
  searchMs: number;
  totalMs: number;
}

export interface SearchResult {
  passages: Passage[];
  timings: SearchTimings;
  trace?: SearchTrace;
}

/** Candidates of each leg and language. */
const perLeg = 50;
/** The places among which documents are spread. */
const spreadWindow = 10;
/** Read beyond what is wanted: a version may have been retired since the index was asked. */
const spare = 5;

/** A question becomes ranked passages that the caller may read. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: TenantDb,
    @Inject(PASSAGE_INDEX) private readonly index: PassageIndex,
    @Inject(EMBEDDER) private readonly embedder: Embedder,
  ) {}

  /**
   * Embeds the question, then does the rest in one transaction.
   * @throws NotFoundError for a corpus that does not exist
   * @throws ModelUnavailableError, ModelBusyError at once when the question cannot be embedded
   */
  async search(
    context: TenantContext,
    request: SearchRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SearchResult> {
    const began = performance.now();
    const vector = await this.embedder.embedQuery(request.query, detectLanguage(request.query), signal);
    const embedded = performance.now();
    const found = await this.database.run(context, (transaction) => this.find(transaction, request, vector));
    const ended = performance.now();
    const timings = {
      embedMs: Math.round(embedded - began),
      searchMs: Math.round(ended - embedded),
      totalMs: Math.round(ended - began),
    };
    return { ...found, timings };
  }

  /** The search without the embedding: inside a transaction that the caller has open. */
  async find(
    transaction: TenantTransaction,
    request: SearchRequest,
    vector: Float32Array,
  ): Promise<Omit<SearchResult, 'timings'>> {
    const { query, first, glossary = [], perDocument = 3 } = request;
    const language = detectLanguage(query);
    const terms = questionTerms(query, glossary);
    const tenants = transaction.context.grants.map((grant) => grant.tenant);
    const indexQuery: IndexQuery = {
      vector,
      terms: hashTerms(terms, tenants),
      corpora: request.corpora && (await findCorpora(transaction, request.corpora)),
      perLeg: Math.max(perLeg, first),
    };
    const lists = await this.index.search(transaction, indexQuery);
    const ranked = rankCandidates(lists, language, this.embedder.unrelated);
    const spread = spreadDocuments(ranked, perDocument, Math.min(spreadWindow, first));
    const passages = (await readPassages(transaction, spread.slice(0, first + spare))).slice(0, first);
    await recordAudit(transaction, {
      action: 'search.query',
      detail: { language, corpora: indexQuery.corpora ?? null, passages: passages.length },
    });
    return { passages, ...(request.trace && { trace: traceOf(language, terms, lists, ranked) }) };
  }
}
