import { describe, expect, it } from '@jest/globals';
import type { Citation, Sentence } from '../../api/types.js';
import { chipsOf, numberSources, textWithSources } from './sources.js';

const cite = (documentId: string, page: number | null, heading = '') =>
  ({ documentId, versionId: 'v', page, heading, title: documentId, quote: '' }) as Citation;
const sentence = (text: string, ...citations: Citation[]): Sentence => ({ text, verdict: 'supported', citations });

describe('numbering sources', () => {
  it('gives the same document and page the same number', () => {
    const sources = numberSources([
      sentence('하나.', cite('manual', 14)),
      sentence('둘.', cite('standard', 7)),
      sentence('셋.', cite('manual', 14), cite('manual', 15)),
    ]);
    expect(
      [...sources.values()].map((source) => [source.number, source.citation.documentId, source.citation.page]),
    ).toEqual([
      [1, 'manual', 14],
      [2, 'standard', 7],
      [3, 'manual', 15],
    ]);
  });

  it('tells sections apart where there are no pages', () => {
    expect(numberSources([sentence('하나.', cite('page', null, 'A'), cite('page', null, 'B'))]).size).toBe(2);
  });

  it('shows one chip for two quotes of the same page, the first one', () => {
    const early = { ...cite('manual', 14), quote: '먼저' };
    expect(chipsOf(sentence('하나.', early, cite('manual', 14), cite('manual', 2)))).toEqual([
      early,
      cite('manual', 2),
    ]);
  });
});

describe('copying an answer', () => {
  it('keeps the citations and lists the sources', () => {
    const text = textWithSources(
      [sentence('하나.', cite('manual', 14)), sentence('둘.', cite('manual', 14))],
      (source) => source.citation.title,
    );
    expect(text).toBe('하나. [1] 둘. [1]\n\n[1] manual');
  });
});
