export { RetrievalModule } from './retrieval.module.js';
export {
  EmbeddingSetInUseError,
  EmbeddingSetJustReplacedError,
  EmbeddingSetMismatchError,
  EmbeddingSetNotWholeError,
  EmbeddingSetsChangedError,
  NoPreviousEmbeddingSetError,
  StaleBuildError,
} from './retrieval-errors.js';
export {
  embeddingSet,
  embeddingSets,
  holdSets,
  requestSetJob,
  type BuildProblem,
  type EmbeddingSet,
  type EmbeddingSetState,
} from './embedding-sets/embedding-set.js';
export { EmbeddingSetsService, type NamedEmbeddingSet } from './embedding-sets/embedding-sets.service.js';
export {
  analyzersInUse,
  indexedPassages,
  markAnalyzed,
  markOutdated,
  nextUnanalyzedVersion,
  passagesToAnalyze,
  writeAnalysis,
  type AnalyzedPassage,
  type IndexedPassage,
} from './lexical/reanalysis.js';
export { setsThatMiss } from './embedding-sets/missing-vectors.js';
export {
  addBuiltVectors,
  beginBuild,
  emptySet,
  endBuild,
  failBuild,
  nextIncompleteVersion,
  passagesToEmbed,
  type PassageToEmbed,
  type SetBuild,
} from './embedding-sets/set-build.js';
export {
  PASSAGE_INDEX,
  type Candidate,
  type CandidateList,
  type HashedTerm,
  type IndexQuery,
  type IndexStatistics,
  type PassageIndex,
  type SetVector,
  type QueryVector,
  type SearchedSet,
  type StagedChunk,
} from './passage-index/passage-index.js';
export { IndexMaintenance } from './passage-index/index-maintenance.js';
export {
  checkPassageIndex,
  createPassageIndex,
  PASSAGE_INDEX_SETTINGS,
  passageIndexSettings,
  type PassageIndexSettings,
} from './passage-index/passage-index-settings.js';
export { PlannerStatistics } from './passage-index/planner-statistics.js';
export { PostgresPassageIndex } from './passage-index/postgres-passage-index.js';
export {
  SearchService,
  type PreparedQuestion,
  type SearchRequest,
  type SearchResult,
  type SearchTimings,
} from './search/search.service.js';
export { checkFilters, InvalidFilterError, type SearchFilters } from './filters/search-filters.js';
export type { UnderstoodFilters } from './filters/spoken-preferences.js';
export { Reranking, type RerankingOptions, type SearchPurpose } from './reranking/reranking.js';
export type { RerankTrace, TracedRerank } from './reranking/rerank-trace.js';
export type { DuplicatePassage, Passage, SharedBy } from './search/passage.js';
export { sharedByColumn } from './search/shared-by.js';
export type { SearchTrace, TracedCandidate } from './search/search-trace.js';
export { otherNames, questionTerms, type QuestionTerm } from './search/question-terms.js';
export { rankCandidates, type RankedCandidate } from './ranking/rank-candidates.js';
export { allTokenWeights } from './late-interaction/token-scores.js';
export { rankingWeights, type RankingWeights } from './ranking/ranking-weights.js';
export { spreadDocuments } from './ranking/spread-documents.js';
export {
  configuredReranking,
  rerankingSettings,
  type RerankingConfiguration,
} from './reranking/configured-reranking.js';
