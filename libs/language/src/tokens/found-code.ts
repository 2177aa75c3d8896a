import type { Span } from '../claimed-spans.js';

/** A code as it stands in a normalised text. */
export interface FoundCode extends Span {
  /** Normalised forms, the most exact first: an article with its paragraph also names the article. */
  codes: string[];
}
