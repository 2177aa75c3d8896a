import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AnswerEvents, AnswerService, type Answer, type AnswerEvent } from '@onggi/answering';
import { FeedbackService } from '@onggi/quality';
import type { TenantContext } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { Asks } from '../edge/rate-limit.guard.js';
import { CallerContext } from '../http/access.js';
import { EventStreams, type StreamEvent } from '../http/event-stream.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { AskBody, EventsQuery, FeedbackBody } from './answer-input.js';
import { failedAnswer } from './failed-answer.js';
import { FinishedAnswer } from './finished-answer.js';

@Controller('api/v1/answers')
export class AnswersController {
  constructor(
    private readonly answers: AnswerService,
    private readonly answerEvents: AnswerEvents,
    private readonly finished: FinishedAnswer,
    private readonly feedbacks: FeedbackService,
    private readonly streams: EventStreams,
  ) {}

  /** The whole answer, or with Accept: text/event-stream its events. The answer goes on when a stream's reader leaves. */
  @Post()
  @HttpCode(200)
  @Asks()
  async ask(
    @CallerContext() context: TenantContext,
    @Body() body: AskBody,
    @Headers('accept') accept: string | undefined,
    @Req() request: OnggiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!accept?.includes('text/event-stream')) {
      const answer = await this.finished.to(context, body, signalOf(request));
      if (answer.status === 'FAILED') throw failedAnswer(answer);
      await reply.send(answer);
      return;
    }
    await this.streams.send(request, reply, async (signal) => {
      const { answerId } = await this.answers.ask(context, body);
      return asStream(this.answerEvents.follow(context, answerId, 0, signal));
    });
  }

  @Get(':answer')
  get(@CallerContext() context: TenantContext, @Param('answer') answer: string): Promise<Answer> {
    return this.answers.get(context, answer);
  }

  @Get(':answer/events')
  async events(
    @CallerContext() context: TenantContext,
    @Param('answer') answer: string,
    @Query() query: EventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: OnggiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const last = Number(lastEventId ?? 0);
    const after = query.after ?? (Number.isSafeInteger(last) && last > 0 ? last : 0);
    await this.streams.send(request, reply, (signal) =>
      asStream(this.answerEvents.follow(context, answer, after, signal)),
    );
  }

  @Post(':answer/cancel')
  @HttpCode(200)
  cancel(@CallerContext() context: TenantContext, @Param('answer') answer: string): Promise<Answer> {
    return this.answers.cancel(context, answer);
  }

  /** A word on an answer; its question becomes a draft in the evaluation set `feedback`. */
  @Post(':answer/feedback')
  @HttpCode(204)
  async feedback(
    @CallerContext() context: TenantContext,
    @Param('answer') answer: string,
    @Body() body: FeedbackBody,
  ): Promise<void> {
    await this.feedbacks.give(context, answer, body);
  }
}

async function* asStream(events: AsyncGenerator<AnswerEvent>): AsyncGenerator<StreamEvent> {
  for await (const { id, event, data } of events) yield { id, event, data };
}
