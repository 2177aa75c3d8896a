/** Dimensions whose signs lie in one byte. */
const bitsPerByte = 8;
const byteValues = 256;

/**
 * A question's tokens, ready to be compared with packed tokens of passages. For each token and each byte of a packed token it
 * holds what each of the 256 values of that byte adds to the dot product: a comparison is as many look-ups as a packed token
 * has bytes.
 */
export interface QuestionTables {
  tokens: number;
  bytesPerToken: number;
  /** [token][byte][value of the byte] */
  sums: Float32Array;
}

/** @param tokens of `dimensions` numbers each, one after the other */
export function questionTables(tokens: Float32Array, dimensions: number): QuestionTables {
  const bytesPerToken = Math.ceil(dimensions / bitsPerByte);
  const count = tokens.length / dimensions;
  const sums = new Float32Array(count * bytesPerToken * byteValues);
  for (let token = 0; token < count; token++) {
    for (let byte = 0; byte < bytesPerToken; byte++) {
      const from = token * dimensions + byte * bitsPerByte;
      const width = Math.min(bitsPerByte, dimensions - byte * bitsPerByte);
      fillTable(sums, (token * bytesPerToken + byte) * byteValues, tokens.subarray(from, from + width));
    }
  }
  return { tokens: count, bytesPerToken, sums };
}

/** Each value's sum from that of the value without its highest bit. */
function fillTable(sums: Float32Array, start: number, numbers: Float32Array): void {
  let none = 0;
  for (const number of numbers) none -= number;
  sums[start] = none;
  numbers.forEach((number, bit) => {
    const high = 1 << bit;
    for (let value = 0; value < high; value++)
      sums[start + high + value] = (sums[start + value] as number) + 2 * number;
  });
}

/**
 * Late interaction (Khattab and Zaharia, ColBERT, 2020) with a passage that is kept as signs: for each token of the question
 * the cosine of the passage's nearest token, and the mean of these.
 * @param passage packed tokens, one after the other
 * @returns from -1 to 1; 0 where either is empty
 */
export function maxSim({ tokens, bytesPerToken, sums }: QuestionTables, passage: Uint8Array): number {
  if (tokens === 0 || passage.length === 0) return 0;
  const tableSize = bytesPerToken * byteValues;
  let total = 0;
  for (let token = 0; token < tokens; token++) {
    total += nearest(sums.subarray(token * tableSize, (token + 1) * tableSize), bytesPerToken, passage);
  }
  return total / (tokens * Math.sqrt(bytesPerToken * bitsPerByte));
}

/** Largest dot product of a question's token with one of the passage. Four sums at a time do not wait for each other. */
function nearest(table: Float32Array, bytesPerToken: number, passage: Uint8Array): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < passage.length; from += bytesPerToken) {
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    let byte = 0;
    for (; byte + 4 <= bytesPerToken; byte += 4) {
      const place = from + byte;
      const start = byte * byteValues;
      first += table[start + (passage[place] as number)] as number;
      second += table[start + byteValues + (passage[place + 1] as number)] as number;
      third += table[start + 2 * byteValues + (passage[place + 2] as number)] as number;
      fourth += table[start + 3 * byteValues + (passage[place + 3] as number)] as number;
    }
    for (; byte < bytesPerToken; byte++) first += table[byte * byteValues + (passage[from + byte] as number)] as number;
    const dot = first + second + (third + fourth);
    if (dot > best) best = dot;
  }
  return best;
}
