import { createReranker, lateInteractionModel } from '@onggi/models';
import { z } from 'zod';
import { Reranking, type SearchPurpose } from './reranking.js';

/** Settings of a process that searches, beside the model server's own. */
export const rerankingSettings = {
  /** Which searches are reranked when the request does not say; the others still may be. */
  ONGGI_RERANK: z.enum(['all', 'answers', 'off']).default('answers'),
  ONGGI_RERANK_URL: z.url().optional(),
  ONGGI_RERANK_KEY: z.string().optional(),
  ONGGI_RERANK_MODEL: z.string().optional(),
  ONGGI_RERANK_WEIGHT: z.coerce.number().positive().max(100).default(0.5),
  ONGGI_RERANK_BUDGET_MS: z.coerce.number().int().min(1).max(60_000).default(2_000),
};

export interface RerankingConfiguration {
  ONGGI_INFERENCE_URL: string;
  ONGGI_INFERENCE_KEY?: string | undefined;
  ONGGI_RERANK: 'all' | 'answers' | 'off';
  ONGGI_RERANK_URL?: string | undefined;
  ONGGI_RERANK_KEY?: string | undefined;
  ONGGI_RERANK_MODEL?: string | undefined;
  ONGGI_RERANK_WEIGHT: number;
  ONGGI_RERANK_BUDGET_MS: number;
}

const rerankedPurposes: Record<RerankingConfiguration['ONGGI_RERANK'], readonly SearchPurpose[]> = {
  all: ['search', 'answer'],
  answers: ['answer'],
  off: [],
};

/** The reranking that a process is configured with; by default by the inference server. */
export function configuredReranking(configuration: RerankingConfiguration): Reranking {
  const external = configuration.ONGGI_RERANK_URL !== undefined;
  const model = configuration.ONGGI_RERANK_MODEL ?? lateInteractionModel;
  const reranker = createReranker({
    url: configuration.ONGGI_RERANK_URL ?? configuration.ONGGI_INFERENCE_URL,
    key: external ? configuration.ONGGI_RERANK_KEY : configuration.ONGGI_INFERENCE_KEY,
    model,
  });
  return new Reranking(reranker, {
    purposes: rerankedPurposes[configuration.ONGGI_RERANK],
    weight: configuration.ONGGI_RERANK_WEIGHT,
    budgetMs: configuration.ONGGI_RERANK_BUDGET_MS,
    comparesTokens: model === lateInteractionModel,
  });
}
