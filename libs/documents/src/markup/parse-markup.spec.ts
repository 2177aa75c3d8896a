import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmptyFileError } from '../errors/file-errors.js';
import { expectWellFormed, outline } from '../tree/well-formed-tree.fixture.js';
import { parseHtml, parseXml } from './parse-markup.js';

const html = (body: string): string[] => outline(parseHtml(`<!doctype html><title>T</title><body>${body}`, 'file'));

describe('reading HTML', () => {
  it('keeps headings, paragraphs, quotes, code and captions in order', () => {
    expect(
      html(
        '<h1>A</h1>text <b>bo</b>ld<p>p<br>q</p><blockquote><p>said</p></blockquote><pre>x  = 1\n  y</pre><figcaption>Fig. 1</figcaption>',
      ),
    ).toEqual([
      'heading1: A',
      'paragraph: text bold',
      'paragraph: p q',
      'quote: said',
      'code: x  = 1\n  y',
      'caption: Fig. 1',
    ]);
  });

  it('knows the headings over each block', () => {
    const { blocks } = parseHtml('<h1>A</h1><h2>B</h2><p>b</p><h2>C</h2><h3>D</h3><p>d</p>', 'file');
    expect(blocks.map(({ headingPath }) => headingPath.join('>'))).toEqual(['', 'A', 'A>B', 'A', 'A>C', 'A>C>D']);
  });

  it('keeps the order and depth of lists; what follows in an item is a paragraph', () => {
    expect(html('<ol><li>one<ul><li>inner</ul><li><p>two</p><p>more</p></ol>')).toEqual([
      'listItem0: one',
      'listItem1: inner',
      'listItem0: two',
      'paragraph: more',
    ]);
  });

  it('keeps a term and its definition together', () => {
    expect(html('<dl><dt>E-23<dd>No water<dt>E-24<dt>E-25<dd>Too hot</dl>')).toEqual([
      'listItem0: E-23: No water',
      'listItem0: E-24, E-25: Too hot',
    ]);
  });

  it('reads tables with headers and spans, one line a row', () => {
    const tree = parseHtml(
      '<table><caption>C</caption><tr><th>a<th colspan=2>b<tr><td><p>1</p><p>2</p><td rowspan=2>3<td>4</table>',
      'file',
    );
    expect(outline(tree)).toEqual(['caption: C', 'table: a | b\n1 2 | 3 | 4']);
    expect(tree.blocks[1]?.rows?.[0]).toMatchObject([
      { text: 'a', header: true },
      { text: 'b', header: true, colSpan: 2 },
    ]);
    expect(tree.blocks[1]?.rows?.[1]?.[1]).toMatchObject({ rowSpan: 2 });
    expectWellFormed(tree);
  });

  it('reads a table that only lays out the page as text', () => {
    expect(html('<table><tr><td><h2>A</h2><td><p>b</p></table>')).toEqual(['heading2: A', 'paragraph: b']);
  });

  it('leaves out scripts, controls, hidden parts, menus, side bars and footers', () => {
    const page = `<header><a href=/>Site</a></header><nav>menu</nav><aside>related</aside><div role=navigation>more</div>
      <div class="sphinxsidebar">bar</div><div hidden>h</div><p style="display: none">n</p><script>s()</script><button>b</button>
      <h1>A</h1><p>text<a class=headerlink href=#a>¶</a></p><footer>imprint</footer>`;
    expect(html(page)).toEqual(['heading1: A', 'paragraph: text']);
  });

  it('reads only the part that the page marks as its content', () => {
    expect(html('<div>banner</div><div itemprop="softwareHelp"><h1>A</h1><p>content</p></div>')).toEqual([
      'heading1: A',
      'paragraph: content',
    ]);
    expect(html('<p>banner</p><main><aside>note</aside><p>content</p></main>')).toEqual([
      'paragraph: note',
      'paragraph: content',
    ]);
  });

  it('takes all text of a page that is nothing but navigation', () => {
    expect(html('<nav><a>one</a></nav>')).toEqual(['paragraph: one']);
  });

  it.each([
    ['<title>Cleaning – Example Manual</title><h1>Cleaning</h1>', 'Cleaning'],
    ['<title>Manual</title><h1>Overview</h1>', 'Manual'],
    ['<h1>Overview</h1>', 'Overview'],
    ['<p>text</p>', 'file'],
  ])('names %s %s', (page, title) => expect(parseHtml(`${page}<p>x`, 'file').title).toBe(title));

  it('reads XHTML with elements that close themselves', () => {
    const page =
      '<?xml version="1.0"?><html><head><script src="a.js"/><title>T</title></head><body><a id="x"/><p>a&nbsp;b</p></body></html>';
    expect(outline(parseHtml(page, 'file'))).toEqual(['paragraph: a b']);
  });

  it('has no answer for a page without text', () => {
    expect(() => parseHtml('<title>T</title><script>a</script>', 'file')).toThrow(EmptyFileError);
  });

  it('survives ten thousand unclosed elements', () => {
    expect(parseHtml(`${'<div><b>'.repeat(10_000)}deep`, 'file').text).toBe('deep');
  });

  it('gives a well-formed tree for any markup', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<li>',
      '<ul>',
      '</ul>',
      '<table><tr>',
      '<td>',
      '</table>',
      '<h2>',
      '</h2>',
      '<pre>',
      '\n',
      'text ',
      '한글',
      '<dt>',
      '<dd>',
      '&amp;',
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => expectWellFormed(parseHtml(`start ${pieces.join('')}`, 'file'))),
    );
  });
});

describe('reading XML manuals', () => {
  it('reads DocBook: sections, lists, programs, tables', () => {
    const book = `<?xml version="1.0"?><book><title>Manual</title><chapter><title>Safety &amp; <emphasis>care</emphasis></title>
      <para>Switch <emphasis>off</emphasis>.</para><section><title>Steps</title><orderedlist><listitem><para>One</para></listitem></orderedlist>
      <programlisting>a\n  b</programlisting><informaltable><tgroup><thead><row><entry>k</entry><entry>v</entry></row></thead>
      <tbody><row><entry>1</entry><entry>2</entry></row></tbody></tgroup></informaltable></section></chapter></book>`;
    const tree = parseXml(book, 'file');
    expect(tree.title).toBe('Manual');
    expect(outline(tree)).toEqual([
      'heading1: Manual',
      'heading2: Safety & care',
      'paragraph: Switch off.',
      'heading3: Steps',
      'listItem0: One',
      'code: a\n  b',
      'table: k | v\n1 | 2',
    ]);
  });

  it('reads unknown vocabularies: elements beside text run with it, others stand alone', () => {
    expect(
      outline(parseXml('<manual><entry>One <x>two</x> three</entry><entry>four</entry></manual>', 'file')),
    ).toEqual(['paragraph: One two three', 'paragraph: four']);
  });

  it('reads Mallard: no credits, no titles for links, keys and menus in their line', () => {
    const page = `<page xmlns="http://projectmallard.org/1.0/"><info><title type="link">Link</title>
      <credit type="author"><name>Jo</name></credit><desc>In short.</desc></info><title>Closing</title>
      <steps><item><p>Press <keyseq><key>Alt</key><key>F4</key></keyseq> or
      <guiseq><gui>File</gui><gui>Close</gui></guiseq>.</p></item></steps></page>`;
    const tree = parseXml(page, 'file');
    expect(tree.title).toBe('Closing');
    expect(outline(tree)).toEqual([
      'paragraph: In short.',
      'heading1: Closing',
      'listItem0: Press Alt+F4 or File › Close.',
    ]);
  });

  it('never expands entities', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "yyyy"><!ENTITY f SYSTEM "file:///etc/passwd">]><a>b &x; &f;</a>';
    expect(parseXml(bomb, 'file').text).toBe('b &x; &f;');
  });
});
