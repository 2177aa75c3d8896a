import { describe, expect, it } from '@jest/globals';
import { TextStream } from './text-stream.js';

describe('streaming text', () => {
  it('passes on what no stop sequence can change', () => {
    const stream = new TextStream(['END']);
    expect(stream.push('hello E')).toEqual({ text: 'hello ', stopped: false });
    expect(stream.push('x')).toEqual({ text: 'Ex', stopped: false });
  });

  it('ends before the first stop sequence, even one split over pieces', () => {
    const stream = new TextStream(['STOP', 'END']);
    expect(stream.push('a E').text).toBe('a ');
    expect(stream.push('ND b STOP')).toEqual({ text: '', stopped: true });
    expect(stream.text).toBe('a ');
  });

  it('gives out what was held back when the text ends', () => {
    const stream = new TextStream(['STOP']);
    stream.push('a ST');
    expect(stream.flush()).toBe('ST');
    expect(stream.text).toBe('a ST');
  });
});
