import { describe, expect, it } from '@jest/globals';
import { isOutdatedAnalyzer, oneAnalyzer } from './analyzer-version.js';

describe('morphemes', () => {
  it.each([
    ['', 'kiwi-0.24', true],
    ['kiwi-0.9', 'kiwi-0.24', true],
    ['kiwi-0.24', 'kiwi-0.24', false],
    ['kiwi-0.24', 'kiwi-0.9', false],
    ['mecab-2', 'kiwi-0.24', true],
    ['none', 'kiwi-0.24', false],
  ])('of %j are found again by %s: %p', (stored, present, expected) => {
    expect(isOutdatedAnalyzer(stored, present)).toBe(expected);
  });

  it.each([
    [['kiwi-1', 'none', 'kiwi-1'], 'kiwi-1'],
    [['none', 'none'], 'none'],
    [['kiwi-1', ''], ''],
    [['kiwi-1', 'kiwi-2'], ''],
    [[], 'none'],
  ])('of a document with %j are those of %j', (analyzers, expected) => {
    expect(oneAnalyzer(analyzers)).toBe(expected);
  });
});
