import type { DraftPage } from '../tree/tree-builder.js';
import { bottomOf, type Fragment } from './fragment.js';

/** Headers and footers stand in this share of the page's height, above and below. */
const EDGE = 0.12;
const PAGE_NUMBER =
  /^[-–—|\s]*(?:p(?:age|\.)?\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:\/|of|쪽|페이지|-)\s*\d{0,4})?(?:\s*쪽|\s*페이지)?[-–—|\s]*$/i;
/** A text at the edge of this share of the pages runs over all of them; left and right pages may differ. */
const REPEATED_SHARE = 0.4;

function isAtEdge({ box }: Fragment, { height }: DraftPage): boolean {
  return bottomOf({ box }) < height * EDGE || box.y > height * (1 - EDGE);
}

/** The same text at the same height, whatever numbers it holds. */
function placeAndText({ text, box }: Fragment): string {
  return `${Math.round(box.y / 4)}:${text.replace(/\d+/g, '#').replace(/\s+/g, '')}`;
}

/** Removes headers, footers and page numbers: what repeats at the edge of the pages is no part of the text. */
export function withoutRunningHeads(fragments: Fragment[], pages: DraftPage[]): Fragment[] {
  const edge = new Set(
    fragments.filter((fragment) => {
      const page = pages[fragment.page - 1];
      return page !== undefined && isAtEdge(fragment, page);
    }),
  );
  const pagesOf = new Map<string, Set<number>>();
  for (const fragment of edge) {
    const key = placeAndText(fragment);
    pagesOf.set(key, (pagesOf.get(key) ?? new Set()).add(fragment.page));
  }
  const enough = Math.max(2, Math.ceil(pages.length * REPEATED_SHARE));
  return fragments.filter((fragment) => {
    if (!edge.has(fragment)) return true;
    const isRepeated = (pagesOf.get(placeAndText(fragment))?.size ?? 0) >= enough;
    return !isRepeated && !(pages.length > 1 && PAGE_NUMBER.test(fragment.text));
  });
}
