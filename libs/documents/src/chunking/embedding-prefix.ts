import { headingOf } from '../tree/locate.js';

const LONGEST_TITLE = 150;
const LONGEST_PATH = 200;

const sameText = (left: string, right: string): boolean =>
  left.replace(/\s+/g, ' ').trim().toLowerCase() === right.replace(/\s+/g, ' ').trim().toLowerCase();

/** The heading path without the document's title: pages mostly repeat it as their first heading, and once is enough. */
export function pathBelowTitle(title: string, path: readonly string[]): string[] {
  return path.filter((heading, index) => index > 0 || !sameText(heading, title));
}

/** The nearest headings say most: a path that is too long loses its outermost ones. */
function clipPath(path: string[]): string {
  let kept = path;
  while (kept.length > 1 && headingOf(kept).length > LONGEST_PATH) kept = kept.slice(1);
  return headingOf(kept).slice(0, LONGEST_PATH);
}

/** Title and heading path, each on its line: what stands before a passage's text in front of both indexes. */
export function embeddingPrefix(title: string, path: readonly string[]): string {
  return [title.slice(0, LONGEST_TITLE), clipPath(pathBelowTitle(title, path))]
    .filter((line) => line !== '')
    .join('\n');
}
