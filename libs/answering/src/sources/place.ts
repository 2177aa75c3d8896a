import type { Source } from './source-reader.js';

/** Where a span stands, as a citation shows it. */
export type Locator = { kind: 'page'; page: number; heading?: string } | { kind: 'section'; heading: string };

/** Page, headings and locator of a span. */
export interface Place {
  page: number | null;
  /** "Safety › Cleaning", the document's title left out; empty when there is none. */
  heading: string;
  locator: Locator;
}

/** @param start UTF-16 offset into the version's text */
export function placeOf(source: Source, start: number): Place {
  const block = source.blocks.findLast((candidate) => candidate.start <= start);
  const page = source.pages.find((candidate) => candidate.end > start)?.page ?? block?.page ?? null;
  const heading = (block?.headingPath ?? []).filter((each) => each !== source.title).join(' › ');
  const locator: Locator =
    page === null ? { kind: 'section', heading } : { kind: 'page', page, ...(heading === '' ? {} : { heading }) };
  return { page, heading, locator };
}
