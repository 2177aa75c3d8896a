import { describe, expect, it } from '@jest/globals';
import type { TreeBlock } from '../api/types.js';
import { headingPathAt } from './outline.js';

const heading = (text: string, level: number, start: number): TreeBlock => ({
  kind: 'heading',
  level,
  text,
  start,
  end: start + text.length,
  page: null,
});

describe('the headings above a place', () => {
  const blocks = [
    heading('제1장', 1, 0),
    heading('1.1 범위', 2, 10),
    heading('제2장', 1, 100),
    heading('2.1 점검', 2, 110),
  ];

  it('run from the outermost to the nearest', () => {
    expect(headingPathAt(blocks, 50)).toBe('제1장 › 1.1 범위');
    expect(headingPathAt(blocks, 120)).toBe('제2장 › 2.1 점검');
  });

  it('leave a section behind when the next one begins', () => {
    expect(headingPathAt(blocks, 105)).toBe('제2장');
    expect(headingPathAt([], 5)).toBe('');
  });
});
