import type { Q4Matrix } from './e5s1-file.js';

const blockBytes = 18;
const blockWeights = 32;

/** All weights as floats, row by row. */
export function dequantize(matrix: Q4Matrix): Float32Array {
  const weights = new Float32Array(matrix.rows * matrix.columns);
  forEachBlock(matrix, (block, scale, nibbles) => {
    const base = block * blockWeights;
    for (let j = 0; j < 16; j++) {
      const byte = nibbles[j] as number;
      weights[base + j] = ((byte & 15) - 8) * scale;
      weights[base + j + 16] = ((byte >> 4) - 8) * scale;
    }
  });
  return weights;
}

/** Nibbles in the order of onnxruntime's 4-bit operators and one scale per 32 weights. */
export interface PackedInt4 {
  nibbles: Uint8Array;
  scales: Float32Array;
}

/**
 * The same 4-bit weights, exactly, in the order of onnxruntime: byte j holds weights 2j (low nibble) and 2j + 1.
 * @param signed two's complement nibbles (GatherBlockQuantized on INT4); else offset 8 (MatMulNBits).
 */
export function packInt4(matrix: Q4Matrix, signed: boolean): PackedInt4 {
  const blockCount = (matrix.rows * matrix.columns) / blockWeights;
  const nibbles = new Uint8Array(blockCount * 16);
  const scales = new Float32Array(blockCount);
  const flip = signed ? 0x88 : 0;
  forEachBlock(matrix, (block, scale, source) => {
    scales[block] = scale;
    const base = block * 16;
    for (let j = 0; j < 8; j++) {
      const first = source[2 * j] as number;
      const second = source[2 * j + 1] as number;
      nibbles[base + j] = ((first & 15) | ((second & 15) << 4)) ^ flip;
      nibbles[base + j + 8] = ((first >> 4) | (second & 0xf0)) ^ flip;
    }
  });
  return { nibbles, scales };
}

/** [input, output] weights of 8 bits with one scale per output. */
export interface PackedInt8 {
  weights: Int8Array;
  scales: Float32Array;
}

/** 8-bit weights per output column, transposed for MatMulInteger. */
export function packInt8(matrix: Q4Matrix): PackedInt8 {
  const { rows, columns } = matrix;
  const source = dequantize(matrix);
  const weights = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    let magnitude = 0;
    for (let column = 0; column < columns; column++) {
      magnitude = Math.max(magnitude, Math.abs(source[row * columns + column] as number));
    }
    const scale = magnitude / 127 || 1;
    scales[row] = scale;
    for (let column = 0; column < columns; column++) {
      weights[column * rows + row] = Math.round((source[row * columns + column] as number) / scale);
    }
  }
  return { weights, scales };
}

/** Float weights transposed to [input, output]. */
export function transpose(matrix: Q4Matrix): Float32Array {
  const { rows, columns } = matrix;
  const source = dequantize(matrix);
  const target = new Float32Array(source.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      target[column * rows + row] = source[row * columns + column] as number;
    }
  }
  return target;
}

/** Several matrices with the same number of columns, one under the other (query, key and value in one product). */
export function stack(matrices: readonly Q4Matrix[]): Q4Matrix {
  const blocks = new Uint8Array(matrices.reduce((sum, matrix) => sum + matrix.blocks.byteLength, 0));
  let offset = 0;
  for (const matrix of matrices) {
    blocks.set(matrix.blocks, offset);
    offset += matrix.blocks.byteLength;
  }
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  return { rows, columns: matrices[0]?.columns ?? 0, blocks };
}

function forEachBlock(matrix: Q4Matrix, visit: (block: number, scale: number, nibbles: Uint8Array) => void): void {
  const { blocks } = matrix;
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  const blockCount = blocks.byteLength / blockBytes;
  for (let block = 0; block < blockCount; block++) {
    const start = block * blockBytes;
    visit(block, halfToFloat(view.getUint16(start, true)), blocks.subarray(start + 2, start + blockBytes));
  }
}

/** IEEE 754 binary16 to a number. */
function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
