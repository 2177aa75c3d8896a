import { EventSourceParserStream, type EventSourceMessage } from 'eventsource-parser/stream';
import { z } from 'zod';
import { ModelReplyError, ModelUnavailableError } from '../model-errors.js';

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({ delta: z.object({ content: z.string().nullish() }).nullish(), finish_reason: z.string().nullish() }),
    )
    .default([]),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
  /** An addition of this product's own model server. */
  onggi: z.object({ choices: z.array(z.object({ text: z.string(), probability: z.number() })).optional() }).nullish(),
  error: z.unknown().optional(),
});

/** One event of a streamed completion. */
export type CompletionChunk = z.infer<typeof chunkSchema>;

/**
 * The events of a streamed completion up to [DONE] or the end of the connection. Leaving the loop early closes it.
 * @throws ModelReplyError an event is not a completion's
 * @throws ModelUnavailableError the server says in mid-stream that it failed, or the connection breaks
 */
export async function* completionChunks(response: Response, model: string): AsyncGenerator<CompletionChunk> {
  if (!response.body) throw new ModelReplyError(model, 'a stream without a body');
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ maxBufferSize: 1_000_000 }));
  const reader = events.getReader();
  try {
    for (;;) {
      const event = await next(reader, model);
      if (event === undefined || event.data === '[DONE]') return;
      yield chunkOf(event.data, model);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function next(
  reader: ReadableStreamDefaultReader<EventSourceMessage>,
  model: string,
): Promise<EventSourceMessage | undefined> {
  try {
    return (await reader.read()).value;
  } catch (error) {
    throw new ModelUnavailableError(model, error);
  }
}

function chunkOf(data: string, model: string): CompletionChunk {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch (error) {
    throw new ModelReplyError(model, 'an event of the stream is not JSON', error);
  }
  const parsed = chunkSchema.safeParse(json);
  if (!parsed.success) throw new ModelReplyError(model, 'an event of the stream is no completion', parsed.error);
  if (parsed.data.error !== undefined) {
    throw new ModelUnavailableError(model, new Error(`in mid-stream: ${JSON.stringify(parsed.data.error)}`));
  }
  return parsed.data;
}
