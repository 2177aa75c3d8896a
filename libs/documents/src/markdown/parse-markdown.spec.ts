import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectWellFormed, outline } from '../tree/well-formed-tree.fixture.js';
import { parseMarkdown } from './parse-markdown.js';
import { splitMarkdown } from './split-markdown.js';

const read = (text: string): string[] => outline(parseMarkdown(text, 'file'));

describe('reading Markdown', () => {
  it('reads headings, text, lists, quotes and code', () => {
    expect(
      read(
        '# A *b*\n\ntext `code`\ngoes on\n\n1. one\n   - inner\n\n   more\n2. two\n\n> said\n\n```js\nx\n\n  y\n```',
      ),
    ).toEqual([
      'heading1: A b',
      'paragraph: text code goes on',
      'listItem0: one',
      'listItem1: inner',
      'paragraph: more',
      'listItem0: two',
      'quote: said',
      'code: x\n\n  y',
    ]);
  });

  it('reads tables, the first row as header', () => {
    const tree = parseMarkdown('| a | b |\n|---|:-:|\n| 1 | **2** |', 'file');
    expect(outline(tree)).toEqual(['table: a | b\n1 | 2']);
    expect(tree.blocks[0]?.rows?.map((row) => row.map(({ header }) => header === true))).toEqual([
      [true, true],
      [false, false],
    ]);
    expectWellFormed(tree);
  });

  it('reads bold that a Korean particle follows', () => {
    expect(read('**중요(주의)**는 굵다.')).toEqual(['paragraph: 중요(주의)는 굵다.']);
  });

  it('reads HTML between blocks, drops pictures and link targets', () => {
    expect(
      read('<div><p>in <b>html</b></p></div>\n\n[a link](http://x) ![picture](y.png)<br>end\n\n[ref]: http://z'),
    ).toEqual(['paragraph: in html', 'paragraph: a link end']);
  });

  it('takes its title from the front matter, its first heading or the file', () => {
    expect(parseMarkdown('---\ntitle: "여비 규정"\nlang: ko\n---\n# 제1장\n', 'file').title).toBe('여비 규정');
    expect(parseMarkdown('text\n\n## 제1장\n', 'file').title).toBe('제1장');
    expect(parseMarkdown('text', 'file').title).toBe('file');
  });

  it('gives a well-formed tree for any text', () => {
    const piece = fc.constantFrom(
      '# ',
      '- ',
      '1. ',
      '> ',
      '|a|b|\n|-|-|\n',
      '```',
      '\n',
      '\n\n',
      '    ',
      'text',
      '한글',
      '*',
      '<p>',
      '\0',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => expectWellFormed(parseMarkdown(`start\n\n${pieces.join('')}`, 'file'))),
    );
  });
});

describe('reading a long Markdown text in parts', () => {
  it('loses nothing and never cuts inside a code block', () => {
    const code = `~~~\n${'# no heading\n\n'.repeat(90_000)}~~~\n`;
    const text = `# A\n\n${'text '.repeat(250_000)}\n${code}## B\n\n${'more '.repeat(300_000)}\n\nend`;
    const parts = [...splitMarkdown(text)];
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join('')).toBe(text);
    expect(parts.filter((part) => part.includes('# no heading'))).toHaveLength(1);
  });
});
