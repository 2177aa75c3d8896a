import { describe, expect, it } from '@jest/globals';
import { ProtobufWriter } from './protobuf-writer.js';

function bytesOf(writer: ProtobufWriter): number[] {
  return [...Buffer.concat(writer.pieces())];
}

describe('writing protobuf', () => {
  it('writes integers as varints of seven bits', () => {
    expect(bytesOf(new ProtobufWriter().integer(1, 150))).toEqual([0x08, 0x96, 0x01]);
  });

  it('writes a negative integer as ten bytes of two’s complement', () => {
    expect(bytesOf(new ProtobufWriter().integer(1, -1))).toEqual([0x08, ...new Array<number>(9).fill(0xff), 0x01]);
  });

  it('writes floats as four bytes, least significant first', () => {
    expect(bytesOf(new ProtobufWriter().float(2, 1))).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  it('writes text and messages with their length in bytes', () => {
    const inner = new ProtobufWriter().text(2, '한');
    expect(bytesOf(new ProtobufWriter().message(3, inner))).toEqual([0x1a, 5, 0x12, 3, 0xed, 0x95, 0x9c]);
  });

  it('writes field numbers above 15 in two bytes', () => {
    expect(bytesOf(new ProtobufWriter().integer(20, 7))).toEqual([0xa0, 0x01, 7]);
  });
});
