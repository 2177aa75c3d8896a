import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type RequestOptions, send, unreachableError } from './client.js';

export interface StreamedEvent {
  id: number;
  name: string;
  data: unknown;
}

/**
 * The server-sent events of one response, in order; ends when the server closes it. A connection that breaks in the
 * middle throws the same ApiError (code `network`) as one that never opened.
 */
export async function* eventStream(path: string, options: RequestOptions = {}): AsyncGenerator<StreamedEvent> {
  const response = await send(path, { ...options, accept: 'text/event-stream' });
  if (!response.body) return;
  const events = response.body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await events.read();
      if (done) return;
      yield { id: Number(value.id ?? 0), name: value.event ?? 'message', data: JSON.parse(value.data) };
    }
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachableError(cause);
  } finally {
    await events.cancel().catch(() => undefined);
  }
}
