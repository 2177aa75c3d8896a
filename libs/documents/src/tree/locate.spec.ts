import { describe, expect, it } from '@jest/globals';
import { locate } from './locate.js';
import { TreeBuilder } from './tree-builder.js';

function twoPages() {
  const builder = new TreeBuilder([
    { number: 1, width: 400, height: 600 },
    { number: 2, width: 400, height: 600 },
  ]);
  builder.add({
    kind: 'heading',
    level: 1,
    text: 'Safety',
    lines: [{ page: 1, start: 0, end: 6, box: { x: 50, y: 50, width: 60, height: 20 } }],
  });
  builder.add({
    kind: 'paragraph',
    text: 'first line second line',
    lines: [
      { page: 1, start: 0, end: 10, box: { x: 50, y: 100, width: 100, height: 12 } },
      { page: 2, start: 11, end: 22, box: { x: 50, y: 40, width: 110, height: 12 } },
    ],
  });
  return builder.build('T');
}

describe('locating a span', () => {
  it('gives its page, its heading and the box of its part of the line', () => {
    const tree = twoPages();
    const start = tree.text.indexOf('line');
    expect(locate(tree, start, start + 4)).toEqual({
      page: 1,
      heading: 'Safety',
      boxes: [{ x: 110, y: 100, width: 40, height: 12 }],
    });
  });

  it('gives the page on which a span over two pages begins, and its boxes there', () => {
    const tree = twoPages();
    const location = locate(tree, tree.text.indexOf('first'), tree.text.length);
    expect(location).toMatchObject({ page: 1, boxes: [{ width: 100 }] });
    expect(locate(tree, tree.text.indexOf('second'), tree.text.length)).toMatchObject({ page: 2, boxes: [{ y: 40 }] });
  });

  it('knows no page where the format has none', () => {
    const builder = new TreeBuilder();
    builder.add({ kind: 'paragraph', text: 'text' });
    expect(locate(builder.build('T'), 0, 4)).toEqual({ page: null, heading: '', boxes: [] });
  });
});
