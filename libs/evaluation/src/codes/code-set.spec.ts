import { describe, expect, it } from '@jest/globals';
import { codeSet } from './code-set.js';

describe('the set of codes', () => {
  const set = codeSet();

  it('is the same each time', () => expect(codeSet()).toEqual(set));

  it('has each text once, and one right entry a question', () => {
    expect(set.documents).toHaveLength(3_300);
    expect(new Set(set.documents.map(({ text }) => text)).size).toBe(3_300);
    const ids = new Set(set.documents.map(({ id }) => id));
    for (const { id } of set.queries) {
      const right = [...(set.judgements.get(id)?.keys() ?? [])];
      expect(right).toHaveLength(1);
      expect(ids.has(right[0]!)).toBe(true);
    }
  });

  it('asks in both languages for entries of either', () => {
    const languages = new Map(set.documents.map(({ id, language }) => [id, language]));
    const pairs = set.queries.map(
      ({ id, language }) => `${language}-${languages.get([...set.judgements.get(id)!.keys()][0]!)}`,
    );
    expect(new Set(pairs)).toEqual(new Set(['ko-ko', 'ko-en', 'en-ko', 'en-en']));
  });
});
