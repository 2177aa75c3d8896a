import type { Language } from '@onggi/platform';

/** A passage that is in the index, with its place in its version. Offsets are UTF-16 code units into the version's text. */
export interface PlacedPassage {
  chunkId: string;
  ordinal: number;
  language: Language;
  start: number;
  end: number;
  heading: string;
  text: string;
}
