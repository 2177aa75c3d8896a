import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  detectLanguage,
  matchGlossary,
  MORPHOLOGICAL_ANALYZER,
  readQuestion,
  repairKeyboard,
  type GlossaryEntry,
  type MorphologicalAnalyzer,
  type QuestionReading,
} from '@onggi/language';
import { EMBEDDERS, type EmbedderRegistry } from '@onggi/models';
import { auditElsewhere, recordAudit, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import { wantedSets } from '../embedding-sets/wanted-sets.js';
import { preferVersions, withCandidatesOf } from '../filters/prefer-versions.js';
import { filteredVersions, type SearchFilters } from '../filters/search-filters.js';
import {
  spokenPreferences,
  type SearchScope,
  type SpokenPreferences,
  type UnderstoodFilters,
} from '../filters/spoken-preferences.js';
import {
  PASSAGE_INDEX,
  type CandidateList,
  type PassageIndex,
  type QueryVector,
  type SearchedSet,
} from '../passage-index/passage-index.js';
import { compareTokens, mixesLanguages } from '../late-interaction/compare-tokens.js';
import { foldDuplicates } from '../ranking/fold-duplicates.js';
import { preferNamed } from '../ranking/prefer-named.js';
import { rankCandidates, type RankedCandidate, type UnrelatedOf } from '../ranking/rank-candidates.js';
import { spreadDocuments } from '../ranking/spread-documents.js';
import { Reranking, type SearchPurpose } from '../reranking/reranking.js';
import { EmbeddingSetMismatchError } from '../retrieval-errors.js';
import { embedQuestion } from './embed-question.js';
import { findCorpora } from './find-corpora.js';
import type { Passage } from './passage.js';
import { hashTerms, inOtherNames, otherNames, questionTerms, type QuestionTerm } from './question-terms.js';
import { readPassages } from './read-passages.js';
import { traceOf, type SearchTrace } from './search-trace.js';

export interface SearchRequest {
  query: string;
  /** Keys or ids; undefined for every corpus that the caller may see, empty for none. */
  corpora?: readonly string[];
  filters?: SearchFilters;
  /** Passages wanted. 1 to 100. */
  first: number;
  /** An expert's terms, by which a question finds what it names in the other language. */
  glossary?: readonly GlossaryEntry[];
  /** Passages of one document among the first ten. Default 3. */
  perDocument?: number;
  /** True or false: whether the best passages are read once more together with the question. Default: as the installation has it for the purpose. */
  rerank?: boolean;
  /** Default: search. */
  purpose?: SearchPurpose;
  /** True to be told how each passage came to its place. */
  trace?: boolean;
  /** A set of the home tenant's to search in instead of the active one, to measure it. For those who manage documents. */
  embeddingSet?: number;
}

/** A question as the models read it. */
export interface PreparedQuestion {
  /** In the space of each tenant's embedding set. */
  vectors: readonly QueryVector[];
  /** Constants of the model of a tenant's set, for ranking. Default: none. */
  unrelated?: UnrelatedOf;
  /** Default: nobody has analysed it. */
  reading?: QuestionReading;
}

/** Milliseconds. */
export interface SearchTimings {
  /** The question's vector and its morphemes, side by side. */
  embedMs: number;
  /** The whole transaction: index, ranking, texts. */
  searchMs: number;
  /** The second stage, also where it gave nothing; 0 where it was not asked. */
  rerankMs: number;
  totalMs: number;
}

export interface SearchResult {
  passages: Passage[];
  /** The question as it was searched, where the keyboard's layout was repaired. */
  repairedQuery?: string;
  /** What the question said about its documents, where something readable fits: such documents were preferred. */
  understood?: UnderstoodFilters;
  timings: SearchTimings;
  trace?: SearchTrace;
}

/** What a search found, more than is wanted. */
type Gathered = Omit<SearchResult, 'timings'> & {
  /** True where stored tokens had their say about the order. */
  tokensCompared: boolean;
};

/** Candidates of each leg and language. */
const perLeg = 50;
/** The places among which documents are spread. */
const spreadWindow = 10;
/** Texts read at least: as many as the second stage reads, and some more, for duplicates fold into one. */
const readAtLeast = { alone: 25, mixed: 35 } as const;
/** Texts read where what the question names decides among them. */
const readForNames = 50;
/** Read beyond what is wanted: a version may have been retired since the index was asked. */
const spare = 5;

/** Embedding anew because a set was taken from search meanwhile: once for each of the two acts that may follow each other. */
const mostTries = 3;

/** A question becomes ranked passages that the caller may read. */
@Injectable()
export class SearchService {
  constructor(
    private readonly database: TenantDb,
    @Inject(PASSAGE_INDEX) private readonly index: PassageIndex,
    @Inject(EMBEDDERS) private readonly embedders: EmbedderRegistry,
    @Inject(MORPHOLOGICAL_ANALYZER) private readonly analyzer: MorphologicalAnalyzer,
    @Optional() private readonly reranking?: Reranking,
  ) {}

  /**
   * Reads in which embedding sets to search, embeds and analyses the question, does the rest in one transaction, and
   * reranks after it. A question whose set is taken from search meanwhile is embedded anew.
   * @throws NotFoundError for a corpus, or an embedding set asked for, that does not exist or is not whole
   * @throws ForbiddenError for an embedding set asked for by someone who manages no documents
   * @throws EmbeddingSetMismatchError
   * @throws ModelUnavailableError, ModelBusyError at once when the question cannot be embedded
   */
  async search(
    context: TenantContext,
    request: SearchRequest,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<SearchResult> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.searchOnce(context, request, signal);
      } catch (error) {
        if (!(error instanceof EmbeddingSetMismatchError) || tries === mostTries) throw error;
      }
    }
  }

  private async searchOnce(context: TenantContext, request: SearchRequest, signal: AbortSignal): Promise<SearchResult> {
    const began = performance.now();
    const repairedQuery = repairKeyboard(request.query);
    const sets = await this.database.run(context, (transaction) =>
      wantedSets(transaction, this.index, request.embeddingSet),
    );
    const [asked, repaired] = await Promise.all([
      this.prepare(request, sets, signal),
      repairedQuery === undefined ? undefined : this.prepare({ ...request, query: repairedQuery }, sets, signal),
    ]);
    const embedded = performance.now();
    const found = await this.database.run(context, async (transaction) => {
      if (!repaired || repairedQuery === undefined) return this.gather(transaction, request, asked);
      const repairedRequest = { ...request, query: repairedQuery };
      const isMeant = await this.knowsOnly(transaction, [request, asked], [repairedRequest, repaired]);
      if (!isMeant) return this.gather(transaction, request, asked);
      return { ...(await this.gather(transaction, repairedRequest, repaired)), repairedQuery };
    });
    const searched = performance.now();
    const reranked = await this.reranked({ ...request, query: found.repairedQuery ?? request.query }, found, signal);
    const ended = performance.now();
    const timings = {
      embedMs: Math.round(embedded - began),
      searchMs: Math.round(searched - embedded),
      rerankMs: Math.round(ended - searched),
      totalMs: Math.round(ended - began),
    };
    const { tokensCompared: _, ...result } = found;
    return { ...result, ...reranked, passages: placed(reranked.passages, request), timings };
  }

  /** The search without the models: inside a transaction that the caller has open. */
  async find(
    transaction: TenantTransaction,
    request: SearchRequest,
    question: PreparedQuestion,
  ): Promise<Omit<SearchResult, 'timings'>> {
    const { tokensCompared: _, ...found } = await this.gather(transaction, request, question);
    return { ...found, passages: placed(found.passages, request) };
  }

  /** More passages than are wanted, best first. */
  private async gather(
    transaction: TenantTransaction,
    request: SearchRequest,
    question: PreparedQuestion,
  ): Promise<Gathered> {
    const { query, first } = request;
    const language = detectLanguage(query);
    const scope = await scopeOf(transaction, request);
    const { terms, lists, understood, gains } = await this.preferredCandidates(transaction, request, question, scope);
    const ranked = preferVersions(rankCandidates(lists, language, question.unrelated), gains);
    const best = await this.readBest(transaction, request, ranked);
    const tenantOf = new Map(ranked.map(({ chunkId, tenant }) => [chunkId, tenant]));
    const { passages, trace: tokens } = await compareTokens(transaction, question.vectors, best, tenantOf, language);
    await recordAudit(transaction, {
      action: 'search.query',
      detail: { language, corpora: scope.corpora ?? null, passages: Math.min(first, passages.length) },
    });
    await auditElsewhere(transaction, 'share.search', receivedFrom(passages));
    const trace = request.trace && { trace: { ...traceOf(language, terms, lists, ranked), ...(tokens && { tokens }) } };
    return { passages, tokensCompared: tokens !== undefined, ...(understood && { understood }), ...trace };
  }

  /** Texts of the best, duplicates folded; more are read only where too many of them turn out to be one. */
  private async readBest(
    transaction: TenantTransaction,
    request: SearchRequest,
    ranked: readonly RankedCandidate[],
  ): Promise<Passage[]> {
    const names = matchGlossary(request.query, request.glossary ?? []).length > 0;
    const places = spread(ranked, request);
    const read = async (count: number): Promise<Passage[]> => {
      const chosen = new Set(places.slice(0, count));
      const best = await readPassages(
        transaction,
        ranked.filter((candidate) => chosen.has(candidate)),
      );
      return foldDuplicates(preferNamed(best, request.query, request.glossary));
    };
    const isMixed = mixesLanguages(places.map(({ language }) => language));
    const atLeast = isMixed ? readAtLeast.mixed : readAtLeast.alone;
    const count = Math.max(names ? readForNames : atLeast, request.first + spare);
    const passages = await read(count);
    return passages.length < request.first && count < ranked.length
      ? read(Math.max(readForNames, 2 * count))
      : passages;
  }

  /** The second stage, where it is wanted. */
  private async reranked(
    { query, rerank, purpose = 'search' }: SearchRequest,
    { passages, trace, tokensCompared }: Gathered,
    signal: AbortSignal,
  ): Promise<Pick<SearchResult, 'passages' | 'trace'>> {
    if (!this.reranking?.isWanted(rerank, purpose, passages, tokensCompared)) return { passages };
    const second = await this.reranking.rerank(query, passages, signal);
    return { passages: second.passages, ...(trace && { trace: { ...trace, rerank: second.trace } }) };
  }

  private async prepare(
    { query, glossary = [] }: SearchRequest,
    sets: readonly SearchedSet[],
    signal: AbortSignal,
  ): Promise<PreparedQuestion> {
    const [embedded, reading] = await Promise.all([
      embedQuestion(this.embedders, sets, { query, renamed: inOtherNames(query, glossary) }, signal),
      readQuestion(this.analyzer, query, otherNames(query, glossary), signal),
    ]);
    return { ...embedded, reading };
  }

  /** Candidates of the whole scope and, where the question prefers some documents, of these by themselves. */
  private async preferredCandidates(
    transaction: TenantTransaction,
    request: SearchRequest,
    question: PreparedQuestion,
    scope: SearchScope,
  ): Promise<{ terms: QuestionTerm[]; lists: CandidateList[] } & SpokenPreferences> {
    const terms = questionTerms(request.query, request.glossary ?? [], question.reading);
    const wide = await this.candidates(transaction, request, question, terms, scope);
    const found = [...new Set(wide.flatMap((list) => list.candidates.map(({ versionId }) => versionId)))];
    const preferences = await spokenPreferences(transaction, request.query, scope, found);
    if (preferences.gains.size === 0) return { terms, lists: wide, ...preferences };
    const preferred = { ...scope, versions: [...preferences.gains.keys()] };
    const narrow = await this.candidates(transaction, request, question, terms, preferred);
    return { terms, lists: withCandidatesOf(wide, narrow), ...preferences };
  }

  private async candidates(
    transaction: TenantTransaction,
    { first }: SearchRequest,
    { vectors }: PreparedQuestion,
    terms: readonly QuestionTerm[],
    scope: SearchScope,
  ): Promise<CandidateList[]> {
    const tenants = [...new Set(transaction.context.grants.map((grant) => grant.tenant))];
    return this.index.search(transaction, {
      vectors,
      terms: hashTerms(terms, tenants),
      ...scope,
      perLeg: Math.max(perLeg, first),
    });
  }

  /** True when no word of the first question stands in a passage that the caller may see, but words of the second do. */
  private async knowsOnly(
    transaction: TenantTransaction,
    unknown: [SearchRequest, PreparedQuestion],
    known: [SearchRequest, PreparedQuestion],
  ): Promise<boolean> {
    const hasWords = async ([request, question]: [SearchRequest, PreparedQuestion]): Promise<boolean> => {
      const scope = await scopeOf(transaction, request);
      const terms = questionTerms(request.query, request.glossary ?? [], question.reading);
      const lists = await this.candidates(transaction, request, question, terms, scope);
      return lists.some(({ bestLexical }) => bestLexical > 0);
    };
    return !(await hasWords(unknown)) && (await hasWords(known));
  }
}

/** Versions of other tenants among the passages, by tenant. */
function receivedFrom(passages: readonly Passage[]): Map<string, { versions: string[] }> {
  const received = new Map<string, { versions: string[] }>();
  for (const { sharedBy, versionId } of passages) {
    if (!sharedBy) continue;
    const { versions } = received.get(sharedBy.tenant) ?? { versions: [] };
    received.set(sharedBy.tenant, { versions: versions.includes(versionId) ? versions : [...versions, versionId] });
  }
  return received;
}

/** Where a request may look. @throws NotFoundError, InvalidFilterError */
async function scopeOf(transaction: TenantTransaction, { corpora, filters }: SearchRequest): Promise<SearchScope> {
  return {
    ...(corpora && { corpora: await findCorpora(transaction, corpora) }),
    ...(filters && { versions: await filteredVersions(transaction, filters) }),
  };
}

/** Documents spread among the first places. */
function spread<Found extends { versionId: string }>(
  found: readonly Found[],
  { first, perDocument = 3 }: SearchRequest,
): Found[] {
  return spreadDocuments(found, perDocument, Math.min(spreadWindow, first));
}

function placed(passages: readonly Passage[], request: SearchRequest): Passage[] {
  return spread(passages, request).slice(0, request.first);
}
