import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMarkdown } from '../markdown/parse-markdown.js';
import { TreeBuilder, type DraftBlock, type DraftTable } from '../tree/tree-builder.js';
import type { Chunk } from './chunk.js';
import { chunkTree } from './chunk-tree.js';

/** A word is a token. */
const countWords = (texts: string[]): Promise<number[]> =>
  Promise.resolve(texts.map((text) => text.match(/\S+/g)?.length ?? 0));
const words = (count: number, word = 'word'): string => Array.from({ length: count }, () => word).join(' ');
const sentences = (count: number): string =>
  Array.from({ length: count }, (_, index) => `Sentence number ${index} has six words.`).join(' ');

function chunk(markdown: string, targetTokens = 50, maxTokens = 80): Promise<Chunk[]> {
  return chunkTree(parseMarkdown(markdown, 'file'), { countTokens: countWords, targetTokens, maxTokens });
}

describe('cutting a document into passages', () => {
  it('keeps a short document whole, its title once in what is embedded', async () => {
    const [only, ...rest] = await chunk('# Pump manual\n\n## Safety\n\nSwitch off.');
    expect(rest).toEqual([]);
    expect(only).toMatchObject({
      ordinal: 0,
      text: 'Pump manual\n\nSafety\n\nSwitch off.',
      embeddingText: 'Pump manual\nSafety\n\nSwitch off.',
      headingPath: [],
      page: null,
      locator: { kind: 'section', heading: 'Pump manual' },
      language: 'en',
    });
  });

  it('cuts at headings and says under which a passage stands', async () => {
    const chunks = await chunk(
      `# M\n\n## A\n\n${words(40)}\n\n## B\n\n### B1\n\n${words(40)}\n\n### B2\n\n${words(40)}`,
    );
    expect(chunks.map(({ heading }) => heading)).toEqual(['A', 'B › B1', 'B › B2']);
    expect(chunks[2]?.embeddingText).toBe(`M\nB › B2\n${words(40)}`);
    expect(chunks[1]?.locator).toEqual({ kind: 'section', heading: 'B › B1' });
  });

  it('joins tiny neighbours under the same heading and names what they share', async () => {
    const chunks = await chunk(
      `# M\n\n## A\n\n${words(45)}\n\n## B\n\n${words(5)}\n\n## C\n\n${words(5)}\n\n## D\n\n${words(45)}`,
    );
    expect(chunks.map(({ heading, text }) => [heading, text.split('\n')[0]])).toEqual([
      ['A', 'M'],
      ['', 'B'],
      ['D', 'D'],
    ]);
    expect(chunks[1]?.embeddingText).toContain('B\n\n');
  });

  it('never joins the end of a split section with the section after it', async () => {
    const chunks = await chunk(`# M\n\n## A\n\n### A1\n\n${words(45)}\n\n### A2\n\n${words(5)}\n\n## B\n\n${words(5)}`);
    expect(chunks.map(({ heading }) => heading)).toEqual(['A › A1', 'A › A2', 'B']);
  });

  it('splits a long section evenly and never leaves a heading or a list line alone', async () => {
    const items = Array.from({ length: 12 }, (_, index) => `- item ${index} ${words(7)}`).join('\n');
    const chunks = await chunk(`# M\n\n## A\n\nDo this:\n\n${items}`);
    const sizes = chunks.map(({ tokenCount }) => tokenCount);
    expect(Math.min(...sizes)).toBeGreaterThan(Math.max(...sizes) / 2);
    for (const { text } of chunks) expect(text).not.toMatch(/(?:^A|Do this:)$/);
  });

  it.each([
    ['English', sentences(40), /words\.$/],
    ['Korean', '제3.2항에 따라 펌프를 1.5시간 동안 세웁니다. '.repeat(40), /세웁니다\.$/],
  ])('splits a long %s paragraph between sentences', async (_, paragraph, end) => {
    const chunks = await chunk(`# M\n\n${paragraph}`);
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text } of chunks) expect(text).toMatch(end);
  });

  it('halves at blanks a sentence that no passage has room for', async () => {
    const texts = (await chunk(`# M\n\n${words(200)}.`)).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join(' ').replace(/\s+/g, ' ')).toBe(`M ${words(200)}.`);
  });

  it('splits a table between rows and repeats its header in what is embedded', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => `| E-${index} | cause ${index} |`).join('\n');
    const chunks = await chunk(`# M\n\n| code | cause |\n|---|---|\n${rows}`);
    expect(chunks.length).toBeGreaterThan(2);
    for (const each of chunks) {
      expect(each.embeddingText.split('code | cause')).toHaveLength(2);
      expect(each.text.split('\n').at(-1)).toMatch(/^E-\d+ \| cause \d+$/);
    }
    expect(chunks[1]?.text).not.toContain('code | cause');
  });

  it('tells the language of each passage', async () => {
    const chunks = await chunk(`# M\n\n## A\n\n${words(45)}\n\n## B\n\n${words(45, '한국어')}`);
    expect(chunks.map(({ language }) => language)).toEqual(['en', 'ko']);
  });

  it('drops the heading path rather than the text when headings are absurdly long', async () => {
    const chunks = await chunk(`# ${words(30, 'title')}\n\n## ${words(60, 'h')}\n\n${words(70)}`);
    for (const { tokenCount } of chunks) expect(tokenCount).toBeLessThanOrEqual(80);
  });

  it('counts in few calls, each text once', async () => {
    const calls: string[][] = [];
    const tree = parseMarkdown(
      `# M\n\n${Array.from({ length: 300 }, (_, index) => `## S${index}\n\n${sentences(20)} ${index}`).join('\n\n')}`,
      'file',
    );
    await chunkTree(tree, {
      countTokens: (texts) => (calls.push(texts), countWords(texts)),
      targetTokens: 50,
      maxTokens: 80,
    });
    expect(calls.length).toBeLessThanOrEqual(6);
    const all = calls.flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('any document', () => {
  const text = fc
    .array(fc.constantFrom('word', '한글', 'a.', '다.', 'x'.repeat(30), '(1)'), { minLength: 1, maxLength: 60 })
    .map((parts) => parts.join(' '));
  const block: fc.Arbitrary<DraftBlock | DraftTable> = fc.oneof(
    fc.record({
      kind: fc.constantFrom('paragraph' as const, 'listItem' as const, 'code' as const, 'quote' as const),
      text,
    }),
    fc.record({ kind: fc.constant('heading' as const), text, level: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      kind: fc.constant('table' as const),
      rows: fc.array(
        fc.array(
          text.map((cell) => ({ text: cell, header: true })),
          { minLength: 1, maxLength: 3 },
        ),
        { minLength: 1, maxLength: 8 },
      ),
    }),
  );

  it('is covered by ordered, disjoint passages within the limit, each with the text of its offsets', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 25 }), text, async (blocks, title) => {
        const builder = new TreeBuilder();
        blocks.forEach((each) => builder.add(each));
        const tree = builder.build(title);
        const countTokens = (texts: string[]): Promise<number[]> =>
          Promise.resolve(texts.map((each) => Math.ceil(each.length / 4)));
        const chunks = await chunkTree(tree, { countTokens, targetTokens: 60, maxTokens: 90 });
        let position = 0;
        let covered = '';
        chunks.forEach((each, index) => {
          expect(each.ordinal).toBe(index);
          expect(each.start).toBeGreaterThanOrEqual(position);
          expect(each.text).toBe(tree.text.slice(each.start, each.end));
          expect(each.tokenCount).toBeLessThanOrEqual(90);
          covered += each.text;
          position = each.end;
        });
        expect(covered.replace(/\s|\|/g, '')).toBe(tree.text.replace(/\s|\|/g, ''));
      }),
    );
  });
});
