import { describe, expect, it } from '@jest/globals';
import type { Q4Matrix } from './e5s1-file.js';
import { dequantize, packInt4, packInt8, stack, transpose } from './quantized-weights.js';

/** Two rows of 32 weights; scales 1 and 0.5; the nibbles count up. */
function matrix(): Q4Matrix {
  const blocks = new Uint8Array(36);
  const view = new DataView(blocks.buffer);
  view.setUint16(0, 0x3c00, true);
  view.setUint16(18, 0x3800, true);
  for (let j = 0; j < 16; j++) {
    blocks[2 + j] = j | (((j + 3) % 16) << 4);
    blocks[20 + j] = (15 - j) | (j << 4);
  }
  return { rows: 2, columns: 32, blocks };
}

describe('4-bit weights', () => {
  it('have the low nibbles of a block first and the high ones after', () => {
    const weights = dequantize(matrix());
    expect([weights[0], weights[1], weights[16], weights[31]]).toEqual([-8, -7, -5, -6]);
    expect([weights[32], weights[48]]).toEqual([3.5, -4]);
  });

  it.each([
    ['offset', false],
    ['signed', true],
  ])('keep their values in the order of onnxruntime (%s)', (_, signed) => {
    const { nibbles, scales } = packInt4(matrix(), signed);
    const unpacked = Array.from({ length: 64 }, (_value, i) => {
      const nibble = ((nibbles[i >> 1] as number) >> (i % 2 === 0 ? 0 : 4)) & 15;
      const value = signed ? (nibble << 28) >> 28 : nibble - 8;
      return value * (scales[i >> 5] as number);
    });
    expect(unpacked).toEqual(Array.from(dequantize(matrix())));
  });

  it('become 8-bit weights within half a step, transposed', () => {
    const { weights, scales } = packInt8(matrix());
    const floats = dequantize(matrix());
    for (let row = 0; row < 2; row++) {
      for (let column = 0; column < 32; column++) {
        const scale = scales[row] as number;
        const difference = (weights[column * 2 + row] as number) * scale - (floats[row * 32 + column] as number);
        expect(Math.abs(difference)).toBeLessThanOrEqual(scale / 2 + 1e-6);
      }
    }
  });

  it('are transposed and stacked without loss', () => {
    const floats = dequantize(matrix());
    expect(transpose(matrix())[2 * 5 + 1]).toBe(floats[32 + 5]);
    expect(dequantize(stack([matrix(), matrix()]))).toEqual(Float32Array.of(...floats, ...floats));
  });
});
