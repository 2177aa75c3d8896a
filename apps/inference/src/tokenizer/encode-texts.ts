import type { UnigramTokenizer } from './unigram-tokenizer.js';

/** Token ids of several texts, one after the other. */
export interface EncodedTexts {
  ids: Int32Array;
  /** Tokens of each text. */
  lengths: Int32Array;
  /** Indices of the texts that were cut to the model's length. */
  truncated: number[];
}

/** @param maximumTokens of one text, with the begin and end token. */
export function encodeTexts(
  tokenizer: UnigramTokenizer,
  texts: readonly string[],
  maximumTokens: number,
): EncodedTexts {
  const encoded = texts.map((text) => tokenizer.encode(text, maximumTokens));
  const ids = new Int32Array(encoded.reduce((sum, text) => sum + text.ids.length, 0));
  let offset = 0;
  for (const text of encoded) {
    ids.set(text.ids, offset);
    offset += text.ids.length;
  }
  return {
    ids,
    lengths: Int32Array.from(encoded, (text) => text.ids.length),
    truncated: encoded.flatMap((text, index) => (text.truncated ? [index] : [])),
  };
}
