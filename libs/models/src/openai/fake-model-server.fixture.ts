import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A model server that misbehaves on command: real models do not break when a test needs it. */
export class FakeModelServer {
  readonly received: ReceivedRequest[] = [];
  /** Connections that the client closed before they were answered to the end. */
  abandoned = 0;
  private answers: Answer[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeModelServer> {
    const server = createServer();
    const fake = new FakeModelServer(server);
    server.on('request', (request, response) => void fake.handle(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers the next requests, one each; the last one answers all that follow. */
  answer(...answers: Answer[]): void {
    this.answers = answers;
    this.received.length = 0;
    this.abandoned = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request) text += String(piece);
    const received = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text) };
    this.received.push(received);
    response.on('close', () => {
      if (!response.writableFinished) this.abandoned++;
    });
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    answer?.(response, received);
  }
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };

/** Server-sent events; `end` false leaves the connection open. */
export const events =
  (data: readonly string[], end = true): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const each of data) response.write(`data: ${each}\n\n`);
    if (end) response.end();
  };

export const nothing: Answer = () => undefined;
