/* global Response */
/** Sends requests as they are and gives back all that the server said, to the byte. */
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import WebSocket from 'ws';

/** A stream that has not ended by then is cut: what it said so far is looked at. */
const streamWaitMs = 5_000;
const subscriptionWaitMs = 3_000;

export class Sender {
  #agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(url) {
    this.url = url;
  }

  /** @param {import('./requests.mjs').Request} request @returns {Promise<import('./recorder.mjs').Reply>} */
  send(request, headers) {
    return request.subscription ? this.#subscribe(request.subscription, headers) : this.#request(request, headers);
  }

  async #request({ method, path, body }, headers) {
    const { payload, type } = await encoded(body);
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(this.url);
      const all = { ...headers, ...(payload && { 'content-type': type, 'content-length': payload.length }) };
      const sent = httpRequest({ hostname, port, method, path, headers: all, agent: this.#agent }, (response) => {
        const pieces = [];
        const done = () => resolve(replyOf(response, Buffer.concat(pieces)));
        const late = setTimeout(() => (done(), response.destroy()), streamWaitMs);
        response.on('data', (piece) => pieces.push(piece));
        response.on('close', () => (clearTimeout(late), done()));
        response.on('error', done);
      });
      sent.on('error', (error) => reject(new Error(`${method} ${path}: ${error.message}`)));
      sent.end(payload);
    });
  }

  /** Each message of a subscription until it ends. */
  async #subscribe(payload, headers) {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const messages = [];
    const end = new AbortController();
    const late = setTimeout(() => end.abort(), subscriptionWaitMs);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    socket.on('message', (data) => {
      messages.push(`${data}`);
      const { type } = JSON.parse(data);
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
      if (type === 'error' || type === 'complete') end.abort();
    });
    socket.on('error', (error) => (messages.push(error.message), end.abort()));
    socket.on('close', (code) => (messages.push(`closed ${code}`), end.abort()));
    if (!end.signal.aborted) await once(end.signal, 'abort');
    clearTimeout(late);
    const body = messages.join('\n');
    socket.terminate();
    return { status: 0, head: '', headers: [], body };
  }

  close() {
    this.#agent.destroy();
  }
}

async function encoded(body) {
  if (body === undefined) return {};
  if (!(body instanceof FormData)) return { payload: Buffer.from(JSON.stringify(body)), type: 'application/json' };
  const whole = new Response(body);
  return { payload: Buffer.from(await whole.arrayBuffer()), type: whole.headers.get('content-type') };
}

function replyOf({ statusCode, statusMessage, rawHeaders }, bytes) {
  const headers = [];
  for (let at = 0; at < rawHeaders.length; at += 2) headers.push([rawHeaders[at], rawHeaders[at + 1]]);
  const head = [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...headers.map((pair) => pair.join(': '))].join('\n');
  return { status: statusCode, head, headers, body: bytes.toString('utf8') };
}
