/**
 * Remembers canaries, whose readers they are, and looks for them in every byte that somebody else receives: as they
 * are, in any case, percent-encoded, in Base64 of any alignment, and as UTF-16 in JSON escapes.
 */
export class CanaryWatch {
  #canaries = [];
  /** Leaks that were seen: what, by whom, where. */
  leaks = [];
  /** Bytes looked at, so that a test can tell a watch that saw nothing from one that had nothing to see. */
  bytes = 0;

  /** @param {{tenant: string, group?: string}} owner who may read it */
  add(canary, owner) {
    this.#canaries.push({ canary, owner, forms: formsOf(canary) });
  }

  /**
   * @param {string | Buffer} seen what was received
   * @param {{tenant?: string, groups?: string[]}} reader nobody (anonymous, a log) by default
   * @param {string} where for the report
   * @param {string} [sent] what the reader sent: what comes back of that is an echo, no leak
   */
  look(seen, reader, where, sent = '') {
    const text = Buffer.isBuffer(seen) ? seen.toString('latin1') : seen;
    this.bytes += text.length;
    const lower = text.toLowerCase();
    for (const { canary, owner, forms } of this.#canaries) {
      if (mayRead(reader, owner) || sent.toLowerCase().includes(canary.toLowerCase())) continue;
      if (forms.some((form) => lower.includes(form))) this.leaks.push({ canary, reader, where });
    }
  }
}

function mayRead({ tenant, groups = [] }, owner) {
  return tenant === owner.tenant && (owner.group === undefined || groups.includes(owner.group));
}

function formsOf(canary) {
  const bytes = Buffer.from(canary);
  // At each of three alignments, without the characters that the neighbours decide on.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const escaped = [...canary].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const percent = [...bytes].map((byte) => `%${byte.toString(16)}`).join('');
  return [canary, encodeURIComponent(canary), percent, escaped, ...base64].map((form) => form.toLowerCase());
}
