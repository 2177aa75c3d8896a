import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ChatResult } from '../chat/chat-job.js';
import type { ChatModel } from '../chat/chat-model.js';
import type { ModelServer } from '../model-server.js';
import { parseChatRequest, type ChatRequest } from './chat-request.js';
import { ModelNotFoundError, openAiErrorBody } from './openai-errors.js';
import { abandonSignal } from './request-body.js';

const heartbeatMs = 10_000;

/** What every part of one completion begins with. */
interface CompletionHead {
  id: string;
  created: number;
  model: string;
}

/** POST /v1/chat/completions, whole or as server-sent events. */
export function registerChatRoutes(server: FastifyInstance, models: ModelServer): void {
  server.post('/v1/chat/completions', async (request, reply) => {
    const chatRequest = parseChatRequest(request.body);
    if (!models.isChatModel(chatRequest.model)) throw new ModelNotFoundError(chatRequest.model, models.chatModelIds());
    const chat = models.chat();
    const head = {
      id: `chatcmpl-${randomUUID()}`,
      created: Math.floor(Date.now() / 1_000),
      model: chatRequest.model,
    };
    if (chatRequest.stream) return streamCompletion(chat, chatRequest, head, request, reply);
    const result = await chat.generate(chatRequest.job, {}, abandonSignal(reply));
    return {
      ...head,
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: result.text },
          finish_reason: result.finishReason,
          logprobs: null,
        },
      ],
      usage: usageOf(result),
      onggi: additionsOf(result),
    };
  });
}

/** Headers go out when the job is accepted: until then a failure is a plain error with its own status. */
async function streamCompletion(
  chat: ChatModel,
  { job, includeUsage }: ChatRequest,
  head: CompletionHead,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const stream = new CompletionStream(head, reply);
  try {
    const listener = { onStarted: () => stream.start(), onText: (text: string) => stream.text(text) };
    const result = await chat.generate(job, listener, abandonSignal(reply));
    stream.finish(result, includeUsage);
  } catch (error) {
    if (!stream.started) throw error;
    request.log.warn({ err: error }, 'a stream broke');
    stream.fail(openAiErrorBody(error, request.headers['accept-language']));
  }
}

/** Server-sent events of one completion, in OpenAI's chunks. */
class CompletionStream {
  private response: ServerResponse | undefined;
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    private readonly head: CompletionHead,
    private readonly reply: FastifyReply,
  ) {}

  get started(): boolean {
    return this.response !== undefined;
  }

  /** Until the first text comes, comments keep clients and proxies from giving up: a long prompt takes minutes. */
  start(): void {
    const response = this.open();
    this.heartbeat = setInterval(() => response.write(': working\n\n'), heartbeatMs);
    response.on('close', () => clearInterval(this.heartbeat));
  }

  text(text: string): void {
    clearInterval(this.heartbeat);
    this.chunk({ choices: [{ index: 0, delta: { content: text }, finish_reason: null }] });
  }

  finish(result: ChatResult, includeUsage: boolean): void {
    const usage = usageOf(result);
    const choices = [{ index: 0, delta: {}, finish_reason: result.finishReason }];
    this.chunk({ choices, usage, onggi: additionsOf(result) });
    if (includeUsage) this.chunk({ choices: [], usage });
    this.open().end('data: [DONE]\n\n');
  }

  fail(body: object): void {
    this.open().end(`data: ${JSON.stringify(body)}\n\n`);
  }

  private chunk(content: object): void {
    const chunk = { ...this.head, object: 'chat.completion.chunk', ...content };
    this.open().write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  private open(): ServerResponse {
    if (this.response) return this.response;
    this.reply.hijack();
    this.response = this.reply.raw;
    this.response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    this.chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] });
    return this.response;
  }
}

function usageOf(result: ChatResult): object {
  return {
    prompt_tokens: result.promptTokens,
    completion_tokens: result.completionTokens,
    total_tokens: result.promptTokens + result.completionTokens,
    prompt_tokens_details: { cached_tokens: result.cachedTokens },
  };
}

function additionsOf(result: ChatResult): object {
  const timings = { prompt_ms: Math.round(result.promptMs), generation_ms: Math.round(result.generationMs) };
  return result.choices ? { choices: result.choices, timings } : { timings };
}
