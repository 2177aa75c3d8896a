import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ModelUnavailableError, type Reranker } from '@onggi/models';
import type { Passage } from '../search/passage.js';
import { Reranking, type SearchPurpose } from './reranking.js';

const passage = (chunkId: string, score: number): Passage => ({
  documentId: chunkId,
  versionId: chunkId,
  path: chunkId,
  chunkId,
  title: '제목',
  page: null,
  heading: '',
  lang: 'ko',
  text: chunkId,
  start: 0,
  end: 1,
  score,
});
const never = new AbortController().signal;
const ranked = [passage('first', 2), passage('second', 1.5), passage('third', 1)];

const rerankingBy = (rerank: Reranker['rerank'], purposes: SearchPurpose[] = []) =>
  new Reranking({ model: 'spec', rerank }, { purposes, weight: 1, budgetMs: 50 });
const rerank = (by: Reranker['rerank'], passages = ranked, signal = never) =>
  rerankingBy(by).rerank('물음', passages, signal);
const ids = (passages: readonly Passage[]) => passages.map(({ chunkId }) => chunkId);
const whenAborted: Reranker['rerank'] = async (_question, _documents, signal) => {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
};

describe('reranking', () => {
  it('reads title and text, moves up what is relevant and says how', async () => {
    const { passages, trace } = await rerank(async (_question, documents) =>
      documents.map((document) => (document === '제목\nsecond' ? 1 : 0)),
    );
    expect(ids(passages)).toEqual(['second', 'first', 'third']);
    expect(trace).toMatchObject({
      outcome: 'reranked',
      candidates: [{ chunkId: 'second', rankBefore: 2, rank: 1, relevance: 1, score: passages[0]!.score }, {}, {}],
    });
  });

  it('reads the best twenty and leaves the rest behind them', async () => {
    const many = Array.from({ length: 25 }, (_, index) => passage(String(index), 0));
    const { passages } = await rerank(async (_question, documents) => documents.map((_, index) => index), many);
    const reversed = ids(many.slice(0, 20)).reverse();
    expect(ids(passages)).toEqual([...reversed, ...ids(many.slice(20))]);
  });

  it('leaves the order when the model is away', async () => {
    const { passages, trace } = await rerank(() => Promise.reject(new ModelUnavailableError('spec', undefined)));
    expect(passages).toEqual(ranked);
    expect(trace).toMatchObject({ outcome: 'skipped', reason: 'MODEL_UNAVAILABLE' });
  });

  it('leaves the order when the budget is used up', async () => {
    const { passages, trace } = await rerank(whenAborted);
    expect(passages).toEqual(ranked);
    expect(trace).toMatchObject({ outcome: 'skipped', reason: 'budget' });
  });

  it('ends with its caller, and hides no fault of its own', async () => {
    await expect(rerank(whenAborted, ranked, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    await expect(rerank(() => Promise.reject(new TypeError('fault')))).rejects.toThrow('fault');
  });

  it.each([
    [undefined, 'answer', ['ko', 'en'], true],
    [undefined, 'answer', ['ko', 'ko'], false],
    [undefined, 'search', ['ko', 'en'], false],
    [true, 'search', ['ko'], true],
    [false, 'answer', ['ko', 'en'], false],
  ] as const)('asked %s, for a(n) %s among passages in %s: %s', (asked, purpose, languages, wanted) => {
    const found = languages.map((lang, index) => ({ ...passage(String(index), 1), lang }));
    expect(rerankingBy(whenAborted, ['answer']).isWanted(asked, purpose, found)).toBe(wanted);
  });

  it('is not wanted unasked where it would say again what stored tokens have said', () => {
    const found = [passage('first', 2), { ...passage('second', 1), lang: 'en' as const }];
    const isWanted = (asked: boolean | undefined, comparesTokens: boolean, tokensCompared: boolean) => {
      const options = { purposes: ['answer' as const], weight: 1, budgetMs: 50, comparesTokens };
      return new Reranking({ model: 'spec', rerank: whenAborted }, options).isWanted(
        asked,
        'answer',
        found,
        tokensCompared,
      );
    };
    expect(isWanted(undefined, true, true)).toBe(false);
    expect(isWanted(undefined, true, false)).toBe(true);
    expect(isWanted(undefined, false, true)).toBe(true);
    expect(isWanted(true, true, true)).toBe(true);
  });
});
