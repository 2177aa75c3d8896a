import { parentPort, workerData } from 'node:worker_threads';
import { encodeTexts, type EncodedTexts } from './encode-texts.js';
import { UnigramTokenizer, type UnigramVocabulary } from './unigram-tokenizer.js';

/** Work for the tokenizer's thread; without maximumTokens only the lengths are wanted. */
export interface TokenizerMessage {
  texts: readonly string[];
  maximumTokens?: number;
}

const port = parentPort;
if (!port) throw new Error('This file is the start of a worker thread.');
const tokenizer = new UnigramTokenizer((workerData as { vocabulary: UnigramVocabulary }).vocabulary);

port.on('message', ({ id, message }: { id: number; message: TokenizerMessage }) => {
  const { texts, maximumTokens } = message;
  const result: EncodedTexts =
    maximumTokens === undefined
      ? { ids: new Int32Array(0), lengths: Int32Array.from(texts, (text) => tokenizer.count(text)), truncated: [] }
      : encodeTexts(tokenizer, texts, maximumTokens);
  port.postMessage({ id, result }, [result.ids.buffer as ArrayBuffer, result.lengths.buffer as ArrayBuffer]);
});
port.postMessage({ id: 0 });
