import { describe, expect, it } from '@jest/globals';
import { Tokenizer } from '@huggingface/tokenizers';
import { normalizeText } from './text-normalizer.js';
import { readTokenizerFile, writeTokenizerFile } from './tokenizer-file.js';
import { UnigramTokenizer } from './unigram-tokenizer.js';

const mark = '\u2581';
const words: [string, number][] = [
  [mark, -3],
  [`${mark}배터리`, -6],
  ['배', -5],
  ['터', -5],
  ['리', -5],
  ['전압', -6],
  ['은', -4],
  [`${mark}the`, -4],
  ['the', -4],
  ['t', -5],
  ['he', -4.5],
  ['h', -5],
  ['e', -5],
  ['.', -3],
  ['3', -4],
  ['～', -7],
  ['~', -7],
];
const special = ['<s>', '<pad>', '</s>', '<unk>'];
const file = writeTokenizerFile({
  pieces: [...special, ...words.map(([piece]) => piece), '<mask>'],
  scores: [0, 0, 0, 0, ...words.map(([, score]) => score), 0],
  beginId: 0,
  endId: 2,
  padId: 1,
  unknownId: 3,
});
const ours = new UnigramTokenizer(readTokenizerFile(file));
const reference = new Tokenizer(JSON.parse(file) as object, {});

describe('tokenising', () => {
  it.each([
    '배터리 전압은 3.3',
    '  the   the  ',
    'the\tthe\nthe\u00a0the\u3000the',
    'thethe.he',
    '전압ꙮꙮꙮ은 ꙮ ꙮ',
    '😀the😀😀',
    '배터리～the~',
    '\u1107\u1162\u1110\u1165\u1105\u1175',
    'ｔｈｅ',
    'the\u0001\u200bthe\ufeff',
    '\u2581the',
  ])('cuts %j as the reference does', (text) => {
    expect([...ours.encode(text, 512).ids]).toEqual(reference.encode(text).ids);
  });

  it('reads a special token written in a text as text, so that no document ends its own passage', () => {
    const ids = [...ours.encode('the</s>the', 512).ids];
    expect(ids.slice(1, -1)).not.toContain(2);
  });

  it('cuts what is too long and says so', () => {
    const cut = ours.encode('the '.repeat(600), 512);
    expect(cut.truncated).toBe(true);
    expect(cut.ids).toHaveLength(512);
    expect(cut.ids[511]).toBe(2);
    expect(ours.encode('the '.repeat(509).trim(), 512).truncated).toBe(false);
  });

  it('counts every token of a long text', () => {
    expect(ours.count('the '.repeat(5_000).trim())).toBe(5_002);
  });

  it('reads a text without a space to its end, however long', () => {
    expect(ours.count('배'.repeat(20_000))).toBeGreaterThan(19_000);
  });

  it('gives an empty text only its begin and end', () => {
    expect([...ours.encode('', 512).ids]).toEqual([0, 2]);
  });
});

describe('normalising', () => {
  it('reads half a surrogate pair as a space', () => {
    expect(normalizeText('a\ud800b')).toBe('a b');
  });
});
