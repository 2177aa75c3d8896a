/**
 * Which tokens of a text are worth comparing: those with a letter or digit, or all where none has one. Punctuation, and a
 * prefix that every text has, is near to that of any other text and says nothing.
 * @param ids of the text, with the begin and end token @param prefix tokens of the prefix
 * @returns places in `ids`
 */
export function comparedTokens(ids: Int32Array, prefix: number, isWord: Uint8Array): Uint16Array {
  const content = Uint16Array.from({ length: Math.max(0, ids.length - 2 - prefix) }, (_, index) => 1 + prefix + index);
  const words = content.filter((place) => isWord[ids[place] as number] === 1);
  return words.length > 0 ? words : content;
}

/**
 * Tokens less the centre, of length 1: what all texts of a language share says nothing about this one.
 * @param tokens unit vectors, one after the other @param places of those that are wanted
 */
export function centred(tokens: Float32Array, places: Uint16Array, centre: Float32Array): Float32Array {
  const dimensions = centre.length;
  const result = new Float32Array(places.length * dimensions);
  places.forEach((place, index) => {
    const from = place * dimensions;
    const to = index * dimensions;
    let squares = 0;
    for (let i = 0; i < dimensions; i++) {
      const value = (tokens[from + i] as number) - (centre[i] as number);
      result[to + i] = value;
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = to; i < to + dimensions; i++) result[i] = (result[i] as number) * scale;
  });
  return result;
}

/** One bit a number, set where it is above 0; the first in the lowest bit of the first byte. */
export function packedSigns(numbers: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(numbers.length / 8));
  for (let i = 0; i < numbers.length; i++) {
    if ((numbers[i] as number) > 0) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  }
  return bits;
}
