import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CorporaService } from '@onggi/corpus';
import {
  EvaluationSetsService,
  ProposalsService,
  QuestionsService,
  type AddedQuestions,
  type EvaluationQuestion,
  type EvaluationSetDetail,
  type EvaluationSetSummary,
  type QuestionPage,
  type QuestionProposal,
  type SetName,
} from '@onggi/quality';
import type { Language } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import { CallerContext, ReaderLanguage } from '../http/access.js';
import { AddQuestionsBody, ChangeQuestionBody, ProposeBody, QuestionsQuery, SaveSetBody } from './evaluation-input.js';
import { inLanguage, type InLanguage } from './in-language.js';

/** A tenant's own evaluation sets. {set} is a key or an id. */
@Controller('api/v1/evaluation-sets')
export class EvaluationSetsController {
  constructor(
    private readonly sets: EvaluationSetsService,
    private readonly questions: QuestionsService,
    private readonly proposals: ProposalsService,
    private readonly corpora: CorporaService,
  ) {}

  @Get()
  async list(@CallerContext() context: TenantContext): Promise<{ sets: EvaluationSetSummary[] }> {
    return { sets: await this.sets.list(context) };
  }

  /** Makes the set, or names it anew. */
  @Post()
  save(@CallerContext() context: TenantContext, @Body() { key, name }: SaveSetBody): Promise<SetName> {
    return this.sets.save(context, key, name);
  }

  @Get(':set')
  view(@CallerContext() context: TenantContext, @Param('set') set: string): Promise<EvaluationSetDetail> {
    return this.sets.view(context, set);
  }

  /** Removes the set with its versions and runs. */
  @Delete(':set')
  @HttpCode(204)
  async remove(@CallerContext() context: TenantContext, @Param('set') set: string): Promise<void> {
    await this.sets.remove(context, set);
  }

  @Get(':set/questions')
  listQuestions(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Query() query: QuestionsQuery,
  ): Promise<QuestionPage> {
    return this.questions.list(context, set, query);
  }

  @Post(':set/questions')
  @HttpCode(200)
  async addQuestions(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Body() { questions, origin = 'curated', corpus }: AddQuestionsBody,
  ): Promise<AddedQuestions> {
    const corpusId = corpus === undefined ? undefined : (await this.corpora.named(context, corpus)).id;
    return this.questions.add(context, set, questions, { origin, corpusId });
  }

  /** Edits, approves or rejects. */
  @Patch(':set/questions/:question')
  changeQuestion(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Param('question') question: string,
    @Body() body: ChangeQuestionBody,
  ): Promise<EvaluationQuestion> {
    return this.questions.change(context, set, question, body);
  }

  @Get(':set/proposals')
  async listProposals(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @ReaderLanguage() language: Language,
  ): Promise<{ proposals: InLanguage<QuestionProposal>[] }> {
    const proposals = await this.proposals.list(context, set);
    return { proposals: proposals.map((each) => inLanguage(each, language)) };
  }

  /** Has the chat model write questions for passages that the set does not ask about yet. */
  @Post(':set/proposals')
  @HttpCode(202)
  async propose(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Body() { passages }: ProposeBody,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<QuestionProposal>> {
    return inLanguage(await this.proposals.start(context, set, passages), language);
  }

  @Get(':set/proposals/:proposal')
  async viewProposal(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Param('proposal') proposal: string,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<QuestionProposal>> {
    return inLanguage(await this.proposals.view(context, set, proposal), language);
  }

  @Post(':set/proposals/:proposal/cancel')
  @HttpCode(200)
  async cancelProposal(
    @CallerContext() context: TenantContext,
    @Param('set') set: string,
    @Param('proposal') proposal: string,
    @ReaderLanguage() language: Language,
  ): Promise<InLanguage<QuestionProposal>> {
    return inLanguage(await this.proposals.cancel(context, set, proposal), language);
  }
}
