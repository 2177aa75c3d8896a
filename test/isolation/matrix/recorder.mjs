/** Looks at every byte that leaves, and compares what a foreign id gets with what a made-up one gets. */

/** Headers that say nothing about the answer. */
const passingHeaders = new Set(['date', 'x-request-id', 'content-length', 'keep-alive', 'connection', 'etag']);

/**
 * @typedef {{status: number, head: string, headers: [string, string][], body: string}} Reply `head`: status line and
 *   headers as they came
 */
export class Recorder {
  #canaries = [];
  calls = 0;
  bytes = 0;
  /** @type {{canary: string, principal: string, operation: string, where: string, excerpt: string}[]} */
  leaks = [];
  /** @type {{operation: string, principal: string, variant: string, foreign: string, random: string}[]} */
  unequal = [];
  /** Replies by which the product says that it is at fault itself. @type {string[]} */
  faults = [];
  #reported = new Set();
  #seen = new Set();

  /** @param {(principal: object, operation: object) => boolean} mayRead who may see it, and by which operation */
  watch(name, text, mayRead) {
    this.#canaries.push({ name, mayRead, forms: formsOf(text) });
  }

  /** @param {Reply} reply */
  look(reply, principal, operation, variant) {
    this.calls += 1;
    if (reply.status >= 500)
      this.faults.push(`${principal.name}: ${variant}: ${reply.status} ${reply.body.slice(0, 300)}`);
    this.lookAt(`${reply.head}\n${reply.body}`, principal, operation, variant);
  }

  /** Any text: a log has no principal that may read anything. */
  lookAt(text, principal, operation, where) {
    this.bytes += text.length;
    const lower = text.toLowerCase();
    for (const { name, forms, mayRead } of this.#canaries) {
      const form = forms.find((one) => lower.includes(one));
      if (form === undefined) continue;
      if (mayRead(principal, operation)) {
        this.#seen.add(name);
        continue;
      }
      const key = `${name} ${principal.name} ${operation.name}`;
      if (this.#reported.has(key)) continue;
      this.#reported.add(key);
      const at = lower.indexOf(form);
      const excerpt = text.slice(Math.max(0, at - 80), at + form.length + 20);
      this.leaks.push({ canary: name, principal: principal.name, operation: operation.name, where, excerpt });
    }
  }

  /** Canaries that not even their readers saw: about those nothing has been shown. */
  get unseen() {
    return this.#canaries.map(({ name }) => name).filter((name) => !this.#seen.has(name));
  }

  /** Two replies that have to be the same. `sent`: the ids by which the requests differ. */
  compare([foreign, foreignSent], [random, randomSent], principal, operation, variant) {
    const [left, right] = [essence(foreign, foreignSent), essence(random, randomSent)];
    if (left === right) return;
    const key = `${principal.name} ${operation.name} ${variant}`;
    if (this.#reported.has(key)) return;
    this.#reported.add(key);
    const shown = { foreign: left.slice(0, 600), random: right.slice(0, 600) };
    this.unequal.push({ operation: operation.name, principal: principal.name, variant, ...shown });
  }
}

const anyId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/**
 * Status, headers and body without what differs between any two calls: request ids, nonces, and what the caller sent itself.
 * Where something was made or found, also without the ids and times that were given.
 */
function essence({ status, headers, body }, sent) {
  let kept = headers
    .filter(([name]) => !passingHeaders.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value.replace(/'nonce-[^']+'/g, "'nonce'")}`)
    .join('\n');
  let text = body
    .replaceAll(/"requestId":"[^"]*"/g, '"requestId":"…"')
    .replaceAll(/nonce="[^"]+"|content="[A-Za-z0-9+/]{24}"/g, 'nonce');
  for (const value of sent) text = text.replaceAll(value, '{sent}');
  if (status < 300 && !text.includes('"errors"')) {
    // Where a thing was made, a header says where it is.
    kept = kept.replaceAll(anyId, '{id}');
    text = text
      .replaceAll(anyId, '{id}')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '{time}')
      .replaceAll(/"(\w+Ms)":[\d.]+/g, '"$1":0')
      .replaceAll(/"key":"onggi_[^"]+"/g, '"key":"{secret}"');
  }
  return `${status}\n${kept}\n\n${text}`;
}

/** A canary as it is, percent-encoded, and in Base64 of any alignment; lower case, as the text it is looked for in. */
function formsOf(canary) {
  const bytes = Buffer.from(canary);
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    // Without the characters that the neighbours decide on.
    return encoded.slice(shift === 0 ? 0 : 4, -4);
  });
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join('');
  return [canary, percent, ...base64].map((form) => form.toLowerCase());
}
