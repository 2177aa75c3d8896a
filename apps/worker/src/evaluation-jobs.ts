import { UnrecordedAnswers } from '@onggi/answering';
import { RightsWatch } from '@onggi/identity';
import type { MorphologicalAnalyzer } from '@onggi/language';
import { configuredChatModel, configuredChatModelName, type EmbedderRegistry } from '@onggi/models';
import { ProposeQuestions, QueryMeasurement, RunEvaluation } from '@onggi/quality';
import { configuredReranking, SearchService, type PassageIndex } from '@onggi/retrieval';
import type { TenantDb } from '@onggi/tenancy';
import type { WorkerConfiguration } from './configuration.js';

/** The models that ingestion uses, which search must use too. */
interface IndexModels {
  embedders: EmbedderRegistry;
  analyzer: MorphologicalAnalyzer;
  index: PassageIndex;
}

/** The jobs that measure a tenant's evaluation sets, and that have questions proposed: search and answers as the api has them. */
export function evaluationJobs(
  configuration: WorkerConfiguration,
  database: TenantDb,
  { embedders, analyzer, index }: IndexModels,
): { runEvaluation: RunEvaluation; proposeQuestions: ProposeQuestions } {
  const model = configuredChatModel(configuration);
  const search = new SearchService(database, index, embedders, analyzer, configuredReranking(configuration));
  const answers = new UnrecordedAnswers(database, search, model, configuration.ONGGI_MULTI_QUERY);
  const measurement = new QueryMeasurement(database, search, answers);
  const rights = new RightsWatch(database);
  const {
    ONGGI_RERANK,
    ONGGI_RERANK_MODEL = null,
    ONGGI_RERANK_WEIGHT,
    ONGGI_MULTI_QUERY,
    ONGGI_TOKEN_VECTORS,
  } = configuration;
  const installation = {
    chatModel: configuredChatModelName(configuration),
    settings: { ONGGI_RERANK, ONGGI_RERANK_MODEL, ONGGI_RERANK_WEIGHT, ONGGI_MULTI_QUERY, ONGGI_TOKEN_VECTORS },
  };
  return {
    runEvaluation: new RunEvaluation({ database, measurement, rights, installation }),
    proposeQuestions: new ProposeQuestions(database, model, rights),
  };
}
