/* global ReadableStream, TextDecoderStream */
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** One caller of the HTTP doors. */
export class ApiCaller {
  constructor(product, key, language = 'en') {
    Object.assign(this, { product, key, language });
  }

  get url() {
    return this.product.url;
  }

  /** @returns {Promise<{status: number, headers: Headers, text: string, body: any}>} `body`: the text where it is JSON */
  async request(method, path, body, headers = {}) {
    const response = await this.fetch(method, path, body, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonOf(response, text) };
  }

  get(path, headers) {
    return this.request('GET', path, undefined, headers);
  }

  post(path, body, headers) {
    return this.request('POST', path, body, headers);
  }

  /** The body of a call that must succeed. */
  async ok(method, path, body, headers) {
    const reply = await this.request(method, path, body, headers);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
    return reply.body;
  }

  graphql(query, variables = {}) {
    return this.post('/graphql', { query, variables });
  }

  /** @param {{path: string, content: Buffer | string}[]} files */
  upload(corpus, files, fields = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    for (const file of files) {
      form.append('path', file.path);
      form.append('file', new Blob([file.content]), file.path.split('/').at(-1));
    }
    return this.request('POST', `/api/v1/corpora/${corpus}/documents`, form);
  }

  /**
   * Events of a stream as they come; leaving the loop cuts the connection.
   * @returns {AsyncGenerator<{id: number, event: string, data: any}>}
   */
  async *events(method, path, body, headers = {}) {
    const abort = new AbortController();
    const response = await this.fetch(method, path, body, { accept: 'text/event-stream', ...headers }, abort.signal);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    try {
      const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
      for await (const message of stream)
        yield { id: Number(message.id), event: message.event, data: JSON.parse(message.data) };
    } finally {
      abort.abort();
    }
  }

  fetch(method, path, body, headers = {}, signal) {
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof ReadableStream);
    return fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
        'accept-language': this.language,
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: isJson ? JSON.stringify(body) : body,
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
      signal,
    });
  }
}

function jsonOf(response, text) {
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
}

/** All that a generator gives. */
export async function collect(events) {
  const all = [];
  for await (const event of events) all.push(event);
  return all;
}
