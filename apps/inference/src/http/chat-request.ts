import { z } from 'zod';
import type { ChatJob, ChatOutput } from '../chat/chat-job.js';
import { InvalidRequestError } from './openai-errors.js';
import { parseBody } from './request-body.js';

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: z.union([z.string(), z.array(textPart)]),
});

const chatBody = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().gt(0).max(1).nullish(),
  seed: z.number().int().nullish(),
  n: z.literal(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      z.object({
        type: z.literal('json_schema'),
        json_schema: z.object({ name: z.string().optional(), schema: z.record(z.string(), z.unknown()) }),
      }),
    ])
    .nullish(),
  cache_salt: z.string().min(1).max(200).nullish(),
  cache_public_messages: z.number().int().min(0).nullish(),
  structured_outputs: z.strictObject({ choice: z.array(z.string().min(1)).min(1).max(64) }).nullish(),
});

/** A chat completion as it was asked for. */
export interface ChatRequest {
  model: string;
  job: ChatJob;
  stream: boolean;
  includeUsage: boolean;
}

/** Parameters that change what the answer must look like: left out silently they would break their caller. */
const refused = /^(guided_.*|tools|functions|logprobs)$/;

/** @throws InvalidRequestError */
export function parseChatRequest(body: unknown): ChatRequest {
  for (const [key, value] of Object.entries(body ?? {})) {
    if (refused.test(key) && value !== null && value !== false) {
      throw new InvalidRequestError(`${key} is not supported; use response_format or structured_outputs`);
    }
  }
  const parsed = parseBody(chatBody, body);
  const stop = parsed.stop ?? [];
  return {
    model: parsed.model,
    stream: parsed.stream ?? false,
    includeUsage: parsed.stream_options?.include_usage ?? false,
    job: {
      messages: parsed.messages.map(({ role, content }) => ({
        role: role === 'developer' ? 'system' : role,
        content: typeof content === 'string' ? content : content.map((part) => part.text).join(''),
      })),
      output: outputOf(parsed),
      maximumTokens: parsed.max_completion_tokens ?? parsed.max_tokens ?? undefined,
      temperature: parsed.temperature ?? 0,
      topP: parsed.top_p ?? undefined,
      seed: parsed.seed ?? undefined,
      cacheSalt: parsed.cache_salt ?? undefined,
      publicMessages: parsed.cache_public_messages ?? 0,
      stop: typeof stop === 'string' ? [stop] : stop,
    },
  };
}

function outputOf(body: z.infer<typeof chatBody>): ChatOutput {
  const format = body.response_format ?? { type: 'text' };
  const choices = body.structured_outputs?.choice;
  if (choices && format.type !== 'text') {
    throw new InvalidRequestError('response_format and structured_outputs exclude each other');
  }
  if (choices) return { kind: 'choice', choices };
  if (format.type === 'json_object') return { kind: 'json' };
  return format.type === 'json_schema' ? { kind: 'schema', schema: format.json_schema.schema } : { kind: 'text' };
}
