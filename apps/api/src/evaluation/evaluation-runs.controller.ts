import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { EvaluationRunsService, type EvaluationRun, type RunComparison } from '@onggi/quality';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { ComparisonQuery, RunsQuery, StartRunBody } from './evaluation-input.js';
import { inLanguage, type InLanguage } from './in-language.js';

/** Measurements of a tenant's own evaluation sets. */
@Controller('api/v1/evaluation-runs')
export class EvaluationRunsController {
  constructor(private readonly runs: EvaluationRunsService) {}

  @Get()
  async list(
    @CallerContext() context: TenantContext,
    @Query() { set }: RunsQuery,
    @ReaderLanguage() language: Language,
  ): Promise<{ runs: InLanguage<EvaluationRun>[] }> {
    return { runs: (await this.runs.list(context, set)).map((run) => inLanguage(run, language)) };
  }

  /** Begins to measure with the rights of the caller. Runs of a tenant wait for each other. */
  @Post()
  @HttpCode(202)
  async start(
    @CallerContext() context: TenantContext,
    @Body() body: StartRunBody,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<EvaluationRun>> {
    return inLanguage(await this.runs.start(context, body), language);
  }

  @Get(':run')
  async view(
    @CallerContext() context: TenantContext,
    @Param('run') run: string,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<EvaluationRun>> {
    return inLanguage(await this.runs.view(context, run), language);
  }

  /** This run less the other one, by metric and question. */
  @Get(':run/comparison')
  compare(
    @CallerContext() context: TenantContext,
    @Param('run') run: string,
    @Query() { with: other }: ComparisonQuery,
  ): Promise<RunComparison> {
    return this.runs.compare(context, run, other);
  }

  @Post(':run/cancel')
  @HttpCode(200)
  async cancel(
    @CallerContext() context: TenantContext,
    @Param('run') run: string,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<EvaluationRun>> {
    return inLanguage(await this.runs.cancel(context, run), language);
  }
}
