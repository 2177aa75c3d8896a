import type { Language } from '@onggi/platform';

/** A passage for which a question is wanted. */
export interface SampledPassage {
  documentId: string;
  title: string;
  /** Headings over it; empty when there are none. */
  heading: string;
  text: string;
  language: Language;
}
