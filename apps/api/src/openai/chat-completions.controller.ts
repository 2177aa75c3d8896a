import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { AnswerEvents, AnswerService, ExpertService, type Answer } from '@onggi/answering';
import { InvalidInputError } from '@onggi/platform';
import type { TenantContext } from '@onggi/tenancy';
import type { FastifyReply } from 'fastify';
import { failedAnswer } from '../answers/failed-answer.js';
import { FinishedAnswer } from '../answers/finished-answer.js';
import { Asks } from '../edge/rate-limit.guard.js';
import { CallerContext } from '../http/access.js';
import { EventStreams, type StreamEvent } from '../http/event-stream.js';
import { signalOf, type OnggiRequest } from '../http/request.js';
import { ChatCompletionRequest, messageText } from './chat-completion.types.js';
import { CompletionText, markedText } from './completion-text.js';

/** The model name that asks no expert in particular. */
const anyExpert = 'onggi';

interface ModelList {
  object: 'list';
  data: { id: string; object: 'model'; created: number; owned_by: string }[];
}

/** OpenAI's chat API over answers: text with [n] marks, and the answer itself beside it under `onggi`. */
@Controller('v1')
export class ChatCompletionsController {
  constructor(
    private readonly answers: AnswerService,
    private readonly events: AnswerEvents,
    private readonly experts: ExpertService,
    private readonly finished: FinishedAnswer,
    private readonly streams: EventStreams,
  ) {}

  @Get('models')
  async models(@CallerContext() context: TenantContext): Promise<ModelList> {
    const keys = [anyExpert, ...(await this.experts.list(context)).map((expert) => expert.key)];
    return { object: 'list', data: keys.map((id) => ({ id, object: 'model', created: 0, owned_by: 'onggi' })) };
  }

  @Post('chat/completions')
  @HttpCode(200)
  @Asks()
  async complete(
    @CallerContext() context: TenantContext,
    @Body() body: ChatCompletionRequest,
    @Req() request: OnggiRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const question = {
      ...lastQuestions(body),
      ...(body.model === anyExpert ? {} : { expert: body.model }),
    };
    if (body.stream === true) {
      const includeUsage = body.stream_options?.include_usage === true;
      await this.streams.send(
        request,
        reply,
        async (signal) => {
          const { answerId } = await this.answers.ask(context, question);
          return this.chunks(context, answerId, body.model, includeUsage, signal);
        },
        (error) => ({ data: { error: { ...error, type: 'permission_error', param: null } } }),
      );
      return;
    }
    const answer = await this.finished.to(context, question, signalOf(request));
    if (answer.status === 'FAILED') throw failedAnswer(answer);
    await reply.send({
      ...head(answer.id, body.model, 'chat.completion'),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: markedText(answer), refusal: null },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
      usage: usageOf(answer),
      onggi: answer,
    });
  }

  /** One chunk a verified sentence: what is not verified never leaves by this door. */
  private async *chunks(
    context: TenantContext,
    answerId: string,
    model: string,
    includeUsage: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<StreamEvent> {
    const base = head(answerId, model, 'chat.completion.chunk');
    const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
      data: { ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...more },
    });
    const text = new CompletionText();
    let ended = false;
    try {
      for await (const event of this.events.follow(context, answerId, 0, signal)) {
        if (event.event === 'started') yield chunk({ role: 'assistant', content: '' });
        if (event.event === 'sentence') yield chunk({ content: text.sentence(event.data) });
        if (event.event === 'error')
          yield { data: { error: { ...event.data.error, type: 'server_error', param: null } } };
        if (event.event === 'done') {
          const { answer } = event.data;
          const rest = text.restOf(answer);
          if (rest !== '') yield chunk({ content: rest });
          yield chunk({}, 'stop', { onggi: answer });
          if (includeUsage) yield { data: { ...base, choices: [], usage: usageOf(answer) } };
        }
        ended = event.event === 'done' || event.event === 'error';
      }
      yield { data: '[DONE]' };
    } finally {
      // Unlike the pages, a client of this API cannot come back to an answer by its events.
      if (!ended) await this.answers.cancel(context, answerId);
    }
  }
}

/** The last user message, and the one before it, which it may lean on. */
function lastQuestions(body: ChatCompletionRequest): { question: string; earlier?: string } {
  const [earlier, last] = body.messages.filter((message) => message.role === 'user').slice(-2);
  if (earlier && last) return { question: messageText(last.content), earlier: messageText(earlier.content) };
  if (earlier) return { question: messageText(earlier.content) };
  throw new InvalidInputError(
    { ko: 'user 메시지가 없습니다.', en: 'There is no user message.' },
    { ko: 'messages 에 role 이 user 인 메시지를 넣으세요.', en: 'Add a message with the role user to messages.' },
  );
}

function head(answerId: string, model: string, object: string) {
  return { id: `chatcmpl-${answerId}`, object, created: Math.floor(Date.now() / 1000), model };
}

function usageOf({ usage }: Answer) {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
  };
}
