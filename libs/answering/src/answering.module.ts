import { Module, type DynamicModule } from '@nestjs/common';
import { RetrievalModule } from '@onggi/retrieval';
import { AnswerEvents } from './answers/answer-events.js';
import { AnswerRunner, RUNNER_OPTIONS, type RunnerOptions } from './answers/answer-runner.js';
import { AnswerService } from './answers/answer.service.js';
import { OrphanedAnswers } from './answers/orphaned-answers.js';
import type { MultiQuerySetting } from './asking/multi-query.js';
import { ConversationService } from './conversations/conversation.service.js';
import { ExpertService } from './experts/expert.service.js';

/** How this process answers. */
export interface AnsweringOptions {
  /** Answers at once. Default 2: one is written while the next one is searched for. More help only a GPU. */
  concurrency?: number;
  /** Answers of one person or key in hand at once. Default 32. */
  perPrincipal?: number;
  /** Default auto. */
  multiQuery?: MultiQuerySetting;
}

/**
 * Questions, answers, experts and conversations. Needs TenantDb, TenantDirectory, ProcessIdentity, Notifications (on the
 * channels answer_event and answer_cancel), RightsWatch, EMBEDDERS and CHAT_MODEL from the application's global providers.
 */
@Module({})
export class AnsweringModule {
  static register(options: AnsweringOptions = {}): DynamicModule {
    const services = [AnswerService, AnswerEvents, ExpertService, ConversationService];
    const { concurrency = 2, perPrincipal = 32, multiQuery = 'auto' } = options;
    const runner: RunnerOptions = { concurrency, perPrincipal, multiQuery };
    return {
      module: AnsweringModule,
      imports: [RetrievalModule],
      providers: [{ provide: RUNNER_OPTIONS, useValue: runner }, AnswerRunner, OrphanedAnswers, ...services],
      exports: services,
    };
  }
}
