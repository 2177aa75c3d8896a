import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RightsWatch } from '@onggi/identity';
import { asOnggiError, toErrorBody, type ErrorBody } from '@onggi/platform';
import type { FastifyReply } from 'fastify';
import { OpenStreams } from '../edge/open-streams.js';
import { readerLanguage, signalOf, type OnggiRequest } from './request.js';
import { watchCaller } from './watched-caller.js';

export interface StreamEvent {
  id?: number;
  event?: string;
  data: unknown;
}

const keepAliveMs = 10_000;

/** How a stream says that it ends although there would be more. */
const errorEvent = (error: ErrorBody): StreamEvent => ({ event: 'error', data: { error } });

/** Every door that answers with server-sent events does so through here. */
@Injectable()
export class EventStreams {
  constructor(
    private readonly rights: RightsWatch,
    private readonly places: OpenStreams,
  ) {}

  /**
   * Writes events as text/event-stream until they end, the reader goes away, or the reader may come no more. `open` begins
   * what the stream tells of, and gets a signal that aborts in the last two cases; an error before the first event is thrown
   * to the caller, so it can still become a status code.
   * @param ended the last event of a stream whose reader has lost rights
   * @throws TooManyStreamsError before `open` is called
   */
  async send(
    request: OnggiRequest,
    reply: FastifyReply,
    open: (signal: AbortSignal) => AsyncGenerator<StreamEvent> | Promise<AsyncGenerator<StreamEvent>>,
    ended: (error: ErrorBody) => StreamEvent = errorEvent,
  ): Promise<void> {
    const leave = this.places.enter(request.caller);
    const rights = watchCaller(this.rights, request);
    try {
      const events = await open(AbortSignal.any([signalOf(request), rights.signal]));
      const first = await events.next();
      reply.hijack();
      await writeAll(reply, first, events, rights.signal, () =>
        ended(toErrorBody(asOnggiError(rights.signal.reason), readerLanguage(request), request.id)),
      );
    } finally {
      rights.stop();
      leave();
    }
  }
}

async function writeAll(
  reply: FastifyReply,
  first: IteratorResult<StreamEvent>,
  events: AsyncGenerator<StreamEvent>,
  rights: AbortSignal,
  ended: () => StreamEvent,
): Promise<void> {
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  const keepAlive = setInterval(() => raw.write(': keep-alive\n\n'), keepAliveMs);
  try {
    await writeEvents(reply, first, events, rights);
    if (rights.aborted && raw.writableNeedDrain) {
      // Whoever does not read is not told: the connection is not held for them.
      raw.destroy();
      return;
    }
    if (rights.aborted) await write(reply, ended(), rights);
    raw.end();
  } catch {
    // The status line is gone; a broken connection is the one signal left, and the reader resumes by event id.
    raw.destroy();
  } finally {
    clearInterval(keepAlive);
  }
}

/** Until the events end or the reader's rights do, of which a source may tell by throwing. */
async function writeEvents(
  reply: FastifyReply,
  first: IteratorResult<StreamEvent>,
  events: AsyncGenerator<StreamEvent>,
  rights: AbortSignal,
): Promise<void> {
  try {
    if (!first.done) await write(reply, first.value, rights);
    for await (const event of events) {
      if (rights.aborted) return;
      await write(reply, event, rights);
    }
  } catch (error) {
    if (!rights.aborted) throw error;
  }
}

/** Waits for a reader that is slow, as long as it may read. */
async function write(reply: FastifyReply, event: StreamEvent, rights: AbortSignal): Promise<void> {
  const lines = [
    ...(event.id === undefined ? [] : [`id: ${event.id}`]),
    ...(event.event === undefined ? [] : [`event: ${event.event}`]),
    `data: ${typeof event.data === 'string' ? event.data : JSON.stringify(event.data)}`,
  ];
  const { raw } = reply;
  if (raw.writableEnded || raw.destroyed) return;
  if (raw.write(`${lines.join('\n')}\n\n`) || rights.aborted) return;
  const waited = new AbortController();
  const { signal } = waited;
  const settled = [once(raw, 'drain', { signal }), once(raw, 'close', { signal }), once(rights, 'abort', { signal })];
  await Promise.race(settled).finally(() => waited.abort());
}
