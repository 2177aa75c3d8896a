import type { Morphology } from '@onggi/language';
import type { EmbeddingProfile, SimilarityConstants } from '@onggi/models';
import type { Language } from '@onggi/platform';
import type { TenantContext, TenantTransaction } from '@onggi/tenancy';

/** A passage as ingestion hands it over. Offsets are UTF-16 code units into the version's text. */
export interface StagedChunk {
  chunkId: string;
  /** Place in the document, from 0. */
  ordinal: number;
  language: Language;
  start: number;
  end: number;
  /** Null where the format has no pages. */
  page: number | null;
  /** Heading path for people, "A › B"; empty when there is none. */
  heading: string;
  /** Where a citation of it points. */
  locator: object;
  tokenCount: number;
  /** The version's text from start to end. */
  text: string;
  /** Title, heading path and text: what the lexical leg reads, and what the vector was made of. */
  searchText: string;
  /** Its morphemes; undefined where it has no Hangul or no analyzer could be had. */
  morphology?: Morphology;
  /** Of each embedding set that it is to be found in: of the active one always. */
  vectors: readonly SetVector[];
}

/** A passage in the space of one embedding set of the home tenant. */
export interface SetVector {
  setId: number;
  /** Centred, of length 1. */
  vector: Float32Array;
  /** Packed tokens, as `PassageEmbedding` has them; undefined for none. */
  tokens?: Uint8Array;
}

/** A term of a question: of one tenant, since each tenant's terms are hashed apart. */
export interface HashedTerm {
  tenant: string;
  term: number;
  /** To be multiplied by the inverse document frequency. */
  weight: number;
  /** True for an exact code, such as a part number. */
  code: boolean;
}

/** The embedding set in which a tenant is searched, and the space of its vectors. */
export interface SearchedSet {
  tenant: string;
  setId: number;
  profile: EmbeddingProfile;
}

/** A question in the space of one tenant's embedding set. */
export interface QueryVector {
  tenant: string;
  setId: number;
  /** Centred, of length 1. */
  vector: Float32Array;
  /** Its tokens, centred and of length 1, one after the other; undefined for none. */
  tokens?: Float32Array;
  /** How like those of near passages the model's tokens of a question usually are. */
  tokenSimilarity?: SimilarityConstants;
}

export interface IndexQuery {
  /** At most one a granted tenant; one without is searched by words alone. */
  vectors: readonly QueryVector[];
  terms: readonly HashedTerm[];
  /** Ids; narrows what the context allows. Undefined: all of it. */
  corpora?: readonly string[];
  /** Ids of document versions; narrows further. Undefined: all. */
  versions?: readonly string[];
  /** Candidates that each leg gives for each language. At most 200. */
  perLeg: number;
}

/** A passage with both its scores, whichever leg found it. */
export interface Candidate {
  chunkId: string;
  versionId: string;
  /** Cosine of the centred vectors; 0 where the question had none for the tenant. */
  dense: number;
  /** BM25. */
  lexical: number;
  /** Sum over the question's codes that stand in it: near 1 for a rare code, near 0 for one that is everywhere. */
  code: number;
}

/** What one tenant's passages of one language give for a question, with what their scores are measured by. */
export interface CandidateList {
  tenant: string;
  language: Language;
  /** Passages that the caller may see, in the corpora asked for. */
  visible: number;
  /** Mean and standard deviation of the cosine over them; null where the question had no vector for the tenant. */
  dense: { mean: number; deviation: number } | null;
  /** Largest BM25 among them. */
  bestLexical: number;
  /** BM25 of an average passage that holds every term of the question once, codes counted as words. */
  wholeLexical: number;
  candidates: Candidate[];
}

/** One tenant's index in one language. */
export interface IndexStatistics {
  language: Language;
  chunkCount: number;
  /** Mean number of tokens a passage. */
  averageLength: number;
  countedAt: Date;
}

/**
 * Where passages are kept to be found. Publishing and retiring are not its affair: a passage shows when its version is
 * live, which is one row of the corpus.
 */
export interface PassageIndex {
  /**
   * Adds passages of a version that is not live yet. Staging the same ordinals again replaces them. Vectors of a set that
   * was removed meanwhile are left out.
   * @throws EmbeddingSetsChangedError when one has no vector of the set that is active now
   */
  stage(transaction: TenantTransaction, versionId: string, chunks: readonly StagedChunk[]): Promise<void>;
  /** Removes every passage of these versions. @returns passages removed */
  purge(transaction: TenantTransaction, versionIds: readonly string[]): Promise<number>;
  /** The embedding set in which each granted tenant is searched now. A tenant without is left out. */
  sets(transaction: TenantTransaction): Promise<SearchedSet[]>;
  /**
   * The best passages of either leg that the context's groups and clearance open, by tenant and language. Ids and scores only.
   * @throws EmbeddingSetMismatchError for a set that may not be searched any more: ask for the sets and embed anew
   */
  search(transaction: TenantTransaction, query: IndexQuery): Promise<CandidateList[]>;
  /**
   * Counts how often terms occur, how long passages are and how many there are for whom. To be run after documents came or went.
   * @param options leastChange: share of the live passages below which nothing is done. Default 0
   */
  refreshStatistics(context: TenantContext, options?: { leastChange?: number }): Promise<void>;
  stats(transaction: TenantTransaction): Promise<IndexStatistics[]>;
  /** Removes what of a tenant the database does not remove with it. Again does no harm. */
  removeTenant(tenant: string): Promise<void>;
}

/** Injection token of the PassageIndex port. */
export const PASSAGE_INDEX = Symbol('PassageIndex');
