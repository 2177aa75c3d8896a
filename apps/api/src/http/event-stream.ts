import type { FastifyReply, FastifyRequest } from 'fastify';

export interface StreamEvent {
  id?: number;
  event?: string;
  data: unknown;
}

const keepAliveMs = 10_000;

/**
 * Writes events as text/event-stream until they end or the reader goes away. `open` gets a signal that aborts when the
 * connection closes; an error before the first event is thrown to the caller, so it can still become a status code.
 */
export async function sendEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  open: (signal: AbortSignal) => AsyncGenerator<StreamEvent>,
): Promise<void> {
  const closed = new AbortController();
  request.raw.socket.once('close', () => closed.abort());
  const events = open(closed.signal);
  const first = await events.next();
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  const keepAlive = setInterval(() => raw.write(': keep-alive\n\n'), keepAliveMs);
  try {
    if (!first.done) await write(reply, first.value);
    for await (const event of events) await write(reply, event);
    raw.end();
  } catch {
    // The status line is gone; a broken connection is the one signal left, and the reader resumes by event id.
    raw.destroy();
  } finally {
    clearInterval(keepAlive);
    closed.abort();
  }
}

async function write(reply: FastifyReply, event: StreamEvent): Promise<void> {
  const lines = [
    ...(event.id === undefined ? [] : [`id: ${event.id}`]),
    ...(event.event === undefined ? [] : [`event: ${event.event}`]),
    `data: ${typeof event.data === 'string' ? event.data : JSON.stringify(event.data)}`,
  ];
  const { raw } = reply;
  if (raw.writableEnded || raw.destroyed) return;
  if (!raw.write(`${lines.join('\n')}\n\n`)) {
    await new Promise<void>((resolve) => {
      raw.once('drain', resolve);
      raw.once('close', resolve);
    });
  }
}
