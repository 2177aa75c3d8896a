import { createHmac } from 'node:crypto';
import { ModelReplyError, ModelUnavailableError } from '../model-errors.js';
import { ModelEndpoint, type ModelEndpointOptions } from '../openai/model-endpoint.js';
import type { ChatCompletion, ChatModel, ChatRequest } from './chat-model.js';
import { completionChunks, type CompletionChunk } from './completion-stream.js';
import { SilenceWatch } from './silence-watch.js';

export interface ChatModelOptions extends ModelEndpointOptions {
  /** Its name at the server. */
  model: string;
  /** Tokens of prompt and reply together. */
  contextTokens: number;
  /** See ChatModel.writesProse. */
  writesProse: boolean;
  /**
   * Secret from which each tenant's `cache_salt` is made. Needed where the server keeps prompt prefixes (vLLM), or a
   * tenant can measure by the time to the first token what another one has asked.
   */
  cacheSalt?: string;
  /** True where the server knows `cache_public_messages`, as Onggi's own does. Default false. */
  keepsPublicMessages?: boolean;
  /** The model is held to be gone when it sends nothing for so long, waiting in its queue included. Default 2 minutes. */
  silenceMs?: number;
}

/** A ChatModel behind OpenAI's POST /v1/chat/completions, with vLLM's structured_outputs for choices. */
export function createChatModel(options: ChatModelOptions): ChatModel {
  return new OpenAiChatModel(options);
}

class OpenAiChatModel implements ChatModel {
  readonly contextTokens: number;
  readonly writesProse: boolean;
  private readonly endpoint: ModelEndpoint;
  private readonly silenceMs: number;

  constructor(private readonly options: ChatModelOptions) {
    this.contextTokens = options.contextTokens;
    this.writesProse = options.writesProse;
    this.endpoint = new ModelEndpoint(options);
    this.silenceMs = options.silenceMs ?? 120_000;
  }

  /** Streamed inside, so that an abort and a silent server are noticed at once, as in stream(). */
  async complete(request: ChatRequest, signal: AbortSignal): Promise<ChatCompletion> {
    const stream = this.stream(request, signal);
    for (;;) {
      const step = await stream.next();
      if (step.done) return step.value;
    }
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<string, ChatCompletion> {
    const { model } = this.options;
    const silence = new SilenceWatch(this.silenceMs);
    const either = AbortSignal.any([signal, silence.signal]);
    const reply = new ReplyUnderWay(model, request);
    try {
      const response = await this.endpoint.post('/v1/chat/completions', this.body(request), model, either);
      for await (const chunk of completionChunks(response, model)) {
        silence.heard();
        const text = reply.add(chunk);
        if (text !== '') yield text;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (silence.signal.aborted) throw new ModelUnavailableError(model, silence.signal.reason);
      throw error;
    } finally {
      silence.end();
    }
    return reply.completion();
  }

  private body({ tenant, messages, publicMessages, maxTokens, temperature, schema, choices }: ChatRequest): object {
    const { model, cacheSalt, keepsPublicMessages } = this.options;
    return {
      model,
      messages,
      max_tokens: maxTokens,
      temperature: temperature ?? 0,
      stream: true,
      stream_options: { include_usage: true },
      ...(schema && {
        response_format: {
          type: 'json_schema',
          json_schema: { name: schema.name, schema: schema.schema, strict: true },
        },
      }),
      ...(choices && { structured_outputs: { choice: choices } }),
      ...(keepsPublicMessages && publicMessages !== undefined && { cache_public_messages: publicMessages }),
      ...(cacheSalt !== undefined && { cache_salt: createHmac('sha256', cacheSalt).update(tenant).digest('hex') }),
    };
  }
}

/** Gathers the events of one reply. */
class ReplyUnderWay {
  private text = '';
  private finishReason: string | undefined;
  private usage: CompletionChunk['usage'];
  private probabilities: Record<string, number> | undefined;

  constructor(
    private readonly model: string,
    private readonly request: ChatRequest,
  ) {}

  /** @returns the text that the event adds */
  add(chunk: CompletionChunk): string {
    const choice = chunk.choices[0];
    const text = choice?.delta?.content ?? '';
    this.text += text;
    this.finishReason = choice?.finish_reason ?? this.finishReason;
    this.usage = chunk.usage ?? this.usage;
    const choices = chunk.onggi?.choices;
    if (choices) this.probabilities = Object.fromEntries(choices.map((each) => [each.text, each.probability]));
    return text;
  }

  /**
   * @throws ModelUnavailableError when the stream ended before the model had
   * @throws ModelReplyError when it was cut off or chose what was not offered
   */
  completion(): ChatCompletion {
    const { model, request, text, finishReason } = this;
    if (finishReason === undefined) {
      throw new ModelUnavailableError(model, new Error('the stream ended before the reply did'));
    }
    if (finishReason !== 'stop' && finishReason !== 'length') {
      throw new ModelReplyError(model, `ended by ${finishReason}`);
    }
    if (finishReason === 'length' && (request.schema || request.choices)) {
      throw new ModelReplyError(model, 'cut off before the end of its JSON or choice');
    }
    if (request.choices && !request.choices.includes(text)) {
      throw new ModelReplyError(
        model,
        'chose something that was not offered: the server may ignore structured_outputs',
      );
    }
    return {
      text,
      finishReason,
      model,
      usage: {
        promptTokens: this.usage?.prompt_tokens ?? 0,
        completionTokens: this.usage?.completion_tokens ?? 0,
      },
      ...(this.probabilities && { choiceProbabilities: this.probabilities }),
    };
  }
}
