import { ApiCaller } from '../../e2e/harness/api-caller.mjs';

/** A caller whose every received byte, headers too, is looked through for other people's canaries. */
export class WatchedCaller extends ApiCaller {
  /** @param {{tenant?: string, groups?: string[]}} reader whose eyes these are; {} for a stranger */
  constructor(product, key, watch, reader, language = 'en') {
    super(product, key, language);
    Object.assign(this, { watch, reader });
  }

  /** The same caller in another language or with another credential. */
  as({ key = this.key, language = this.language, reader = this.reader }) {
    return new WatchedCaller(this.product, key, this.watch, reader, language);
  }

  async fetch(method, path, body, headers, signal) {
    const response = await super.fetch(method, path, body, headers, signal);
    const where = `${method} ${path}`;
    const sent = `${path} ${typeof body === 'object' ? JSON.stringify(body) : (body ?? '')}`;
    this.watch.look(JSON.stringify([...response.headers]), this.reader, `${where} (headers)`, sent);
    const watched = response.body?.pipeThrough(this.#watching(where, sent)) ?? null;
    return new Response(watched, { status: response.status, headers: response.headers });
  }

  /** Looks at all that has come so far with each piece: a canary may lie across two. */
  #watching(where, sent) {
    let seen = '';
    const { watch, reader } = this;
    return new TransformStream({
      transform(piece, out) {
        seen = seen.slice(-4096) + Buffer.from(piece).toString('latin1');
        watch.look(seen, reader, where, sent);
        out.enqueue(piece);
      },
    });
  }
}
/* global Response, TransformStream */
