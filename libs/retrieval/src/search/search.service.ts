import { Inject, Injectable } from '@nestjs/common';
import {
  detectLanguage,
  MORPHOLOGICAL_ANALYZER,
  readQuestion,
  repairKeyboard,
  type GlossaryEntry,
  type MorphologicalAnalyzer,
  type QuestionReading,
} from '@onggi/language';
import { EMBEDDER, type Embedder } from '@onggi/models';
import { recordAudit, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { setOf } from '../passage-index/embedding-set.js';
import {
  PASSAGE_INDEX,
  type CandidateList,
  type IndexQuery,
  type PassageIndex,
} from '../passage-index/passage-index.js';
import { foldDuplicates } from '../ranking/fold-duplicates.js';
import { rankCandidates } from '../ranking/rank-candidates.js';
import { spreadDocuments } from '../ranking/spread-documents.js';
import { findCorpora } from './find-corpora.js';
import type { Passage } from './passage.js';
import { hashTerms, otherNames, questionTerms, type QuestionTerm } from './question-terms.js';
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

/** A question as the models read it. */
export interface PreparedQuestion {
  /** Of the question, centred, of length 1. */
  vector: Float32Array;
  /** Default: nobody has analysed it. */
  reading?: QuestionReading;
}

/** Milliseconds. */
export interface SearchTimings {
  /** The question's vector and its morphemes, side by side. */
  embedMs: number;
  /** The whole transaction: index, ranking, texts. */
  searchMs: number;
  totalMs: number;
}

export interface SearchResult {
  passages: Passage[];
  /** The question as it was searched, where the keyboard's layout was repaired. */
  repairedQuery?: string;
  timings: SearchTimings;
  trace?: SearchTrace;
}

/** Candidates of each leg and language. */
const perLeg = 50;
/** The places among which documents are spread. */
const spreadWindow = 10;
/** Texts read at least: among so many duplicates are looked for. */
const readAtLeast = 50;
/** Read beyond what is wanted: a version may have been retired since the index was asked. */
const spare = 5;

/** A question becomes ranked passages that the caller may read. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: TenantDb,
    @Inject(PASSAGE_INDEX) private readonly index: PassageIndex,
    @Inject(EMBEDDER) private readonly embedder: Embedder,
    @Inject(MORPHOLOGICAL_ANALYZER) private readonly analyzer: MorphologicalAnalyzer,
  ) {}

  /**
   * Embeds and analyses the question, then does the rest in one transaction.
   * @throws NotFoundError for a corpus that does not exist
   * @throws ModelUnavailableError, ModelBusyError at once when the question cannot be embedded
   */
  async search(
    context: TenantContext,
    request: SearchRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SearchResult> {
    const began = performance.now();
    const repairedQuery = repairKeyboard(request.query);
    const [asked, repaired] = await Promise.all([
      this.prepare(request, signal),
      repairedQuery === undefined ? undefined : this.prepare({ ...request, query: repairedQuery }, signal),
    ]);
    const embedded = performance.now();
    const found = await this.database.run(context, async (transaction) => {
      if (!repaired || repairedQuery === undefined) return this.find(transaction, request, asked);
      const repairedRequest = { ...request, query: repairedQuery };
      const isMeant = await this.knowsOnly(transaction, [request, asked], [repairedRequest, repaired]);
      if (!isMeant) return this.find(transaction, request, asked);
      return { ...(await this.find(transaction, repairedRequest, repaired)), repairedQuery };
    });
    const ended = performance.now();
    const timings = {
      embedMs: Math.round(embedded - began),
      searchMs: Math.round(ended - embedded),
      totalMs: Math.round(ended - began),
    };
    return { ...found, timings };
  }

  /** The search without the models: inside a transaction that the caller has open. */
  async find(
    transaction: TenantTransaction,
    request: SearchRequest,
    question: PreparedQuestion,
  ): Promise<Omit<SearchResult, 'timings'>> {
    const { query, first, perDocument = 3 } = request;
    const spread = <Found extends { versionId: string }>(found: readonly Found[]): Found[] =>
      spreadDocuments(found, perDocument, Math.min(spreadWindow, first));
    const language = detectLanguage(query);
    const { terms, lists, corpora } = await this.candidates(transaction, request, question);
    const ranked = rankCandidates(lists, language, this.embedder.unrelated);
    const chosen = new Set(spread(ranked).slice(0, Math.max(readAtLeast, first + spare)));
    const read = await readPassages(
      transaction,
      ranked.filter((candidate) => chosen.has(candidate)),
    );
    const passages = spread(foldDuplicates(read)).slice(0, first);
    await recordAudit(transaction, {
      action: 'search.query',
      detail: { language, corpora: corpora ?? null, passages: passages.length },
    });
    return { passages, ...(request.trace && { trace: traceOf(language, terms, lists, ranked) }) };
  }

  private async prepare({ query, glossary = [] }: SearchRequest, signal: AbortSignal): Promise<PreparedQuestion> {
    const [vector, reading] = await Promise.all([
      this.embedder.embedQuery(query, detectLanguage(query), signal),
      readQuestion(this.analyzer, query, otherNames(query, glossary), signal),
    ]);
    return { vector, reading };
  }

  private async candidates(
    transaction: TenantTransaction,
    { query, first, glossary = [], corpora: wanted }: SearchRequest,
    { vector, reading }: PreparedQuestion,
  ): Promise<{ terms: QuestionTerm[]; lists: CandidateList[]; corpora: IndexQuery['corpora'] }> {
    const terms = questionTerms(query, glossary, reading);
    const tenants = transaction.context.grants.map((grant) => grant.tenant);
    const corpora = wanted && (await findCorpora(transaction, wanted));
    const sets = await this.index.sets(transaction);
    const lists = await this.index.search(transaction, {
      vectors: tenants.map((tenant) => ({ tenant, setId: setOf(sets, tenant, this.embedder.profile).setId, vector })),
      terms: hashTerms(terms, tenants),
      corpora,
      perLeg: Math.max(perLeg, first),
    });
    return { terms, lists, corpora };
  }

  /** True when no word of the first question stands in a passage that the caller may see, but words of the second do. */
  private async knowsOnly(
    transaction: TenantTransaction,
    unknown: [SearchRequest, PreparedQuestion],
    known: [SearchRequest, PreparedQuestion],
  ): Promise<boolean> {
    const hasWords = async (question: [SearchRequest, PreparedQuestion]): Promise<boolean> =>
      (await this.candidates(transaction, ...question)).lists.some(({ bestLexical }) => bestLexical > 0);
    return !(await hasWords(unknown)) && (await hasWords(known));
  }
}
