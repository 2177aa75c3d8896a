import { detectLanguage } from '@onggi/language';
import type { MultiQuerySetting } from '../asking/multi-query.js';
import type { ChatModel } from '@onggi/models';
import type { SearchService } from '@onggi/retrieval';
import type { TenantContext, TenantDb } from '@onggi/tenancy';
import { AnswerPipeline, type PipelineListener, type PipelineOutcome } from './answer-pipeline.js';
import { scopeOf } from './question-scope.js';

/** An answer of which nothing is kept. */
export interface UnrecordedAnswer {
  status: PipelineOutcome['status'];
  /** The sentences in one text; empty when it abstained. */
  text: string;
  /** Ids of the documents cited, each as often as it is cited. */
  cited: string[];
  /** Null when no model was needed. */
  model: string | null;
}

const nobodyListens: PipelineListener = {
  step: () => undefined,
  passages: () => undefined,
  delta: () => undefined,
  sentence: () => undefined,
  dropped: () => undefined,
};

/** Answers questions as AnswerService would, for measurements: without conversation, events or rows of an answer. */
export class UnrecordedAnswers {
  private readonly pipeline: AnswerPipeline;

  constructor(
    private readonly database: TenantDb,
    search: SearchService,
    model: ChatModel,
    multiQuery: MultiQuerySetting,
  ) {
    this.pipeline = new AnswerPipeline(database, search, model, multiQuery);
  }

  /**
   * @param context whose rights decide what is found
   * @param expert key of the expert who answers
   * @throws ExpertNotFoundError, ModelUnavailableError, ModelBusyError, ModelReplyError; the signal's reason when aborted
   */
  async answer(
    context: TenantContext,
    question: string,
    expert: string | undefined,
    signal: AbortSignal,
  ): Promise<UnrecordedAnswer> {
    const scope = await this.database.run(context, (transaction) => scopeOf(transaction, { expert }));
    const request = { question, language: detectLanguage(question), ...scope };
    const { status, sentences, model } = await this.pipeline.run(context, request, nobodyListens, signal);
    return {
      status,
      text: sentences.map(({ text }) => text).join(' '),
      cited: sentences.flatMap(({ citations }) => citations.map(({ passage }) => passage.documentId)),
      model,
    };
  }
}
