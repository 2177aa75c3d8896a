// eslint-disable-next-line no-control-regex -- the one character that PostgreSQL's text cannot hold
const unstorable = /\u0000|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text without what the database refuses, NUL and halves of surrogate pairs; from people and from models. */
export function storableText(text: string): string {
  return text.replace(unstorable, '');
}
