import { detectLanguage } from '@onggi/language';
import type { Passage } from '@onggi/retrieval';
import type { EvidenceSentence } from './evidence.js';

/** A passage that consists of one text; offsets begin at 0. */
export function passageOf(text: string, of: Partial<Passage> = {}): Passage {
  return {
    documentId: 'd',
    versionId: 'v',
    path: 'a.md',
    chunkId: 'c',
    title: 'T',
    page: null,
    heading: '',
    lang: detectLanguage(text),
    text,
    start: 0,
    end: text.length,
    score: 1,
    ...of,
  };
}

/** A sentence of evidence as the model reads it. */
export function evidenceOf(shown: string, of: { section?: string; title?: string } = {}): EvidenceSentence {
  return {
    passage: passageOf(shown, { title: of.title ?? 'T' }),
    start: 0,
    end: shown.length,
    text: shown,
    shown,
    section: of.section ?? '',
    language: detectLanguage(shown),
  };
}
