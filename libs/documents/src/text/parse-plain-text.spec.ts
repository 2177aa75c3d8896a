import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectWellFormed, outline } from '../tree/well-formed-tree.fixture.js';
import { parsePlainText } from './parse-plain-text.js';

const read = (text: string): string[] => outline(parsePlainText(text, 'file'));

describe('reading plain text', () => {
  it('reads Korean rules: title, chapters, articles with their text on the same line, items', () => {
    const rules =
      '출장 여비 규정\n\n제1장 총칙\n\n제1조(목적) 이 규정은 여비를 정한다.\n제2조(적용) ① 직원에게 적용한다.\n② 제1조에도 불구하고 임원은 따로 정한다.\n';
    expect(read(rules)).toEqual([
      'heading1: 출장 여비 규정',
      'heading3: 제1장 총칙',
      'heading6: 제1조(목적)',
      'paragraph: 이 규정은 여비를 정한다.',
      'heading6: 제2조(적용)',
      'paragraph: ① 직원에게 적용한다.',
      'listItem0: ② 제1조에도 불구하고 임원은 따로 정한다.',
    ]);
  });

  it('does not take a reference for a heading', () => {
    expect(read('총칙을 정한다.\n\n제3조(여비)에 따라 지급한다.')).toEqual([
      'paragraph: 총칙을 정한다.',
      'paragraph: 제3조(여비)에 따라 지급한다.',
    ]);
  });

  it('joins lines that were wrapped at a width and keeps lines that were not', () => {
    const wrapped =
      'The pump must be inspected every three months and\nthe vibration must be measured at both bearings of\nthe housing.';
    expect(read(`Intro text.\n\n${wrapped}\n\nName: Kim\nTel: 02-123`)).toEqual([
      'paragraph: Intro text.',
      `paragraph: ${wrapped.replaceAll('\n', ' ')}`,
      'paragraph: Name: Kim\nTel: 02-123',
    ]);
  });

  it('reads underlined and numbered headings, and lists with their bullets', () => {
    expect(read('Manual\n======\n\n1.2 Cleaning\n\n- one\n  goes on\n- two')).toEqual([
      'heading1: Manual',
      'heading3: 1.2 Cleaning',
      'listItem0: - one goes on',
      'listItem0: - two',
    ]);
  });

  it('gives a well-formed tree for any text, with all of its words', () => {
    const piece = fc.constantFrom(
      '제1조(목적) ',
      '1.2 A',
      '- ',
      '===',
      '\n',
      '\n\n',
      'text ',
      '한글',
      '\t',
      '\u0007',
      '\r\n',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const tree = parsePlainText(`start ${pieces.join('')}`, 'file');
        expectWellFormed(tree);
        const words = (text: string): number => text.match(/text|한글/g)?.length ?? 0;
        expect(words(tree.text)).toBe(words(pieces.join('')));
      }),
    );
  });
});
