/** Tokens take many times the memory of their text: a long text is read in parts. */
const PART_LENGTH = 1_000_000;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^#{1,6}\s/;

/**
 * Cuts a long Markdown text before headings (or, in sections that are too long, at blank lines), never inside a fenced
 * code block. Short texts stay whole, so that references find their definitions.
 */
export function* splitMarkdown(text: string): Generator<string> {
  if (text.length <= PART_LENGTH) {
    yield text;
    return;
  }
  let start = 0;
  let fence = '';
  let wasBlank = true;
  for (const { 0: line, index } of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const length = index - start;
    const mayCut = fence === '' && (HEADING.test(line) || (wasBlank && length > 2 * PART_LENGTH));
    if (mayCut && length > PART_LENGTH) {
      yield text.slice(start, index);
      start = index;
    }
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (mark !== '') fence = fence === '' ? mark : mark.startsWith(fence) ? '' : fence;
    wasBlank = line.trim() === '';
  }
  if (start < text.length) yield text.slice(start);
}
