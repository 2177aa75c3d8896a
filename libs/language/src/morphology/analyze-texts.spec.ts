import { describe, expect, it } from '@jest/globals';
import { analyzePassages, readQuestion } from './analyze-texts.js';
import type { MorphologicalAnalyzer, Morpheme } from './morphological-analyzer.js';
import { respace, withoutBlanks } from './respace.js';

const never = new AbortController().signal;

/** Cuts at blanks and before 은, and remembers what it was asked. */
class SpecAnalyzer implements MorphologicalAnalyzer {
  readonly asked: string[][] = [];

  async analyzePassages(texts: readonly string[]) {
    this.asked.push([...texts]);
    const morphemes = texts.map((text) =>
      [...text.matchAll(/은|[^\s은]+/g)].map(({ 0: form, index }): Morpheme => ({
        form,
        tag: form === '은' ? 'JX' : 'NNG',
        start: index,
        length: form.length,
      })),
    );
    return { analyzer: 'spec-1', morphemes };
  }

  analyzeQuestion(texts: readonly string[]) {
    return this.analyzePassages(texts);
  }
}

const away: MorphologicalAnalyzer = {
  analyzePassages: () => Promise.reject(new Error('away')),
  analyzeQuestion: () => Promise.reject(new Error('away')),
};

describe('passages', () => {
  it('are analysed in one spelling, those without Hangul left out', async () => {
    const analyzer = new SpecAnalyzer();
    const found = await analyzePassages(analyzer, ['에칠렌 밸브', 'a valve', '펌프'], never);
    expect(analyzer.asked).toEqual([['에틸렌 밸브', '펌프']]);
    expect(found.map((each) => each?.morphemes.map(({ form }) => form))).toEqual([
      ['에틸렌', '밸브'],
      undefined,
      ['펌프'],
    ]);
    expect(found[0]?.analyzer).toBe('spec-1');
  });

  it('have no morphemes when the analyzer is away, but end with their caller', async () => {
    expect(await analyzePassages(away, ['펌프', 'pump'], never)).toEqual([undefined, undefined]);
    await expect(analyzePassages(away, ['펌프'], AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});

describe('a question', () => {
  it('is analysed as written, without its blanks, and with the names beside it, in one call', async () => {
    const analyzer = new SpecAnalyzer();
    const reading = await readQuestion(analyzer, '펌프 점검은 점 검', ['열교환기', 'heat exchanger'], never);
    expect(analyzer.asked).toEqual([['펌프 점검은 점 검', '펌프점검은점검', '열교환기']]);
    expect(reading.morphemes).toHaveLength(5);
    expect(reading.respaced?.text).toBe('펌프점검은 점검');
    expect(reading.names.get('열교환기')).toEqual([{ form: '열교환기', tag: 'NNG', start: 0, length: 4 }]);
  });

  it('in English asks for nothing but Korean names', async () => {
    const analyzer = new SpecAnalyzer();
    expect(await readQuestion(analyzer, 'heat exchanger?', [], never)).toEqual({ names: new Map() });
    expect(analyzer.asked).toEqual([]);
    const reading = await readQuestion(analyzer, 'heat exchanger?', ['열교환기'], never);
    expect(reading.morphemes).toBeUndefined();
    expect([...reading.names.keys()]).toEqual(['열교환기']);
  });

  it('goes without when the analyzer is away', async () => {
    expect(await readQuestion(away, '펌프 점검', ['열교환기'], never)).toEqual({ names: new Map() });
  });
});

describe('repaired blanks', () => {
  it('leave blanks beside Latin and numbers alone', () => {
    expect(withoutBlanks('펌 프 P 101 점 검')).toBe('펌프 P 101 점검');
  });

  it('stand where words begin, not before particles nor inside a syllable', () => {
    const morphemes: Morpheme[] = [
      { form: '한도', tag: 'NNG', start: 0, length: 2 },
      { form: '는', tag: 'JX', start: 2, length: 1 },
      { form: '정하', tag: 'VV', start: 3, length: 2 },
      { form: 'ㄴ', tag: 'ETM', start: 4, length: 1 },
      { form: '값', tag: 'NNG', start: 5, length: 1 },
    ];
    expect(respace('한도는정한값', morphemes)).toBe('한도는 정한 값');
  });
});
