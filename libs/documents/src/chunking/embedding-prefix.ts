import { headingOf } from '../tree/locate.js';

const LONGEST_TITLE = 150;
const LONGEST_PATH = 200;

const condensed = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

/** The heading path without the document's title: pages mostly repeat it, or a longer form of it, as first heading. */
export function pathBelowTitle(title: string, path: readonly string[]): string[] {
  const [first] = path;
  if (first === undefined) return [];
  const isTitle = condensed(title).includes(condensed(first)) || condensed(first).startsWith(condensed(title));
  return isTitle ? path.slice(1) : [...path];
}

/** The nearest headings say most: a path that is too long loses its outermost ones. */
function clipPath(path: string[]): string {
  let kept = path;
  while (kept.length > 1 && headingOf(kept).length > LONGEST_PATH) kept = kept.slice(1);
  return headingOf(kept).slice(0, LONGEST_PATH);
}

/**
 * Title and heading path, each on its line: what stands before a passage's text in front of both indexes. Where the
 * first heading is a longer form of the title it takes its place.
 */
export function embeddingPrefix(title: string, path: readonly string[]): string {
  const below = pathBelowTitle(title, path);
  const [first = ''] = path;
  const name = below.length < path.length && first.length > title.length ? first : title;
  return [name.slice(0, LONGEST_TITLE), clipPath(below)].filter((line) => line !== '').join('\n');
}
