import type { Citation, Sentence } from '../../api/types.js';
import { plainText } from './markdown.js';

/** A place that sentences of one answer cite; the same document and page has the same number. */
export interface Source {
  number: number;
  citation: Citation;
}

/** What makes two citations the same source: the version and the page, or where there are no pages the section. */
export const sourceKey = (citation: Citation) =>
  `${citation.documentId} ${citation.versionId} ${citation.page ?? citation.heading}`;

/** The sources of an answer in the order in which its sentences need them, numbered from 1. */
export function numberSources(sentences: readonly Sentence[]): Map<string, Source> {
  const sources = new Map<string, Source>();
  for (const citation of sentences.flatMap((sentence) => sentence.citations)) {
    const key = sourceKey(citation);
    if (!sources.has(key)) sources.set(key, { number: sources.size + 1, citation });
  }
  return sources;
}

/** One citation a source for a sentence's chips: two quotes of the same page are one chip. */
export function chipsOf(sentence: Sentence): Citation[] {
  const byKey = new Map(sentence.citations.map((citation) => [sourceKey(citation), citation] as const).reverse());
  return [...byKey.values()].reverse();
}

/** The answer as plain text with [n] and its sources below, for the clipboard. */
export function textWithSources(sentences: readonly Sentence[], label: (source: Source) => string): string {
  const sources = numberSources(sentences);
  const lines = sentences
    .filter((sentence) => sentence.verdict !== 'withheld')
    .map((sentence) => {
      const numbers = chipsOf(sentence).map((citation) => `[${sources.get(sourceKey(citation))?.number}]`);
      return [plainText(sentence.text).trim(), ...numbers].join(' ');
    });
  return [lines.join(' '), '', ...[...sources.values()].map((source) => `[${source.number}] ${label(source)}`)].join(
    '\n',
  );
}
