/** Names whose value is a secret, whatever it looks like. */
const secretName =
  /(^key|password|passwd|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credentials?|authorization|cookie)$/i;

/** Names whose value is what people wrote or documents say. PostgreSQL puts whole rows into `detail` and `where`. */
const contentName =
  /^(text|content|contents|question|query|quote|sentences?|passages?|prompt|messages|variables|body|detail|where|internalQuery|parameters)$/;

const deepest = 6;
const longestMessage = 500;
const redacted = '[redacted]';

/** Secrets that are known by their shape, wherever they stand: none matches across the quotes of JSON. */
const shapes: readonly [RegExp, string][] = [
  [/\bonggi_[A-Za-z0-9_-]{8,}/g, `onggi_${redacted}`],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{6,}/gi, `$1 ${redacted}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, redacted],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>/@]*:[^\s"'<>/@]*@/gi, `$1${redacted}@`],
  [/\b((?:__Host-)?onggi_session=)[^\s;"]+/gi, `$1${redacted}`],
  [/\b((?:password|passwd|pwd|secret|token|api[-_]?key)(?:=|: +))[^\s"',;&\\]+/gi, `$1${redacted}`],
];

/** A text without the secrets that are known by their shape. */
export function redactText(text: string): string {
  return shapes.reduce((result, [shape, replacement]) => result.replace(shape, replacement), text);
}

/** What may be logged of an object: secrets are hidden by name, content is replaced by its length, errors become plain. */
export function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return redactedObject(fields, 0);
}

function redactedObject(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactedField(name, value, depth)]));
}

function redactedField(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (secretName.test(name)) return redacted;
  if (contentName.test(name) && !(value instanceof Error)) return `[${sizeOf(value)}]`;
  return redactedValue(value, depth);
}

function redactedValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (value instanceof Error) return plainError(value, depth);
  if (value instanceof Date) return value;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactedValue(item, depth + 1));
  return redactedObject(value, depth + 1);
}

function plainError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message.slice(0, longestMessage)),
    ...redactedObject({ ...error }, depth + 1),
    ...(error.stack === undefined ? {} : { stack: redactText(frames(error.stack)) }),
    ...(error.cause === undefined ? {} : { cause: redactedValue(error.cause, depth + 1) }),
  };
}

/** The places of a stack; its first lines repeat the message, as long as that may be. */
function frames(stack: string): string {
  const first = stack.search(/^\s+at /m);
  return first < 0 ? '' : stack.slice(first);
}

function sizeOf(value: unknown): string {
  if (typeof value === 'string') return `${value.length} characters`;
  return Array.isArray(value) ? `${value.length} items` : 'content';
}
