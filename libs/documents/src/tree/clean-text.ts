/** Control characters but tab and line breaks, byte order marks, soft hyphens, zero-width spaces. */
// eslint-disable-next-line no-control-regex -- these are exactly the characters to remove
const INVISIBLE = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\ufeff\u00ad\u200b\u2060\ufffe\uffff]/g;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const LINE_BREAK = /\r\n?|[\u2028\u2029\u0085\f]/g;
const BLANK = /[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;

/** Composed Hangul, no invisible characters (PostgreSQL refuses NUL), one kind of line break; blanks are kept. */
export function cleanCharacters(text: string): string {
  return text.replace(LINE_BREAK, '\n').replace(INVISIBLE, '').normalize('NFC').replace(LONE_SURROGATE, '\ufffd');
}

/** The same with every run of blanks and line breaks as one blank: text that flows. */
export function cleanFlowingText(text: string): string {
  return cleanCharacters(text)
    .replace(BLANK, ' ')
    .replace(/ ?\n[ \n]*/g, ' ')
    .trim();
}

/** The same with line breaks kept, blanks at the ends of lines dropped: text that stands in lines. */
export function cleanLines(text: string): string {
  return cleanCharacters(text)
    .replace(/[ \t\u00a0]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}
