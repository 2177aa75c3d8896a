import { Module } from '@nestjs/common';
import { FeedbackService } from './feedback/feedback.service.js';
import { ProposalsService } from './proposals/proposals.service.js';
import { QuestionsService } from './questions/questions.service.js';
import { EvaluationRunsService } from './runs/runs.service.js';
import { SwitchEvidence } from './runs/switch-evidence.js';
import { EvaluationSetsService } from './sets/sets.service.js';

const services = [
  EvaluationSetsService,
  QuestionsService,
  EvaluationRunsService,
  SwitchEvidence,
  ProposalsService,
  FeedbackService,
];

/**
 * A tenant's evaluation sets, for the process that has the doors; the worker makes RunEvaluation and ProposeQuestions itself.
 * Needs TenantDb from the application's global providers.
 */
@Module({ providers: services, exports: services })
export class QualityModule {}
