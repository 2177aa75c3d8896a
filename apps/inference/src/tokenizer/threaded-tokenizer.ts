import { ThreadCalls } from '../thread-calls.js';
import { encodeTexts, type EncodedTexts } from './encode-texts.js';
import type { TokenizerMessage } from './tokenizer-thread.js';
import { UnigramTokenizer, type UnigramVocabulary } from './unigram-tokenizer.js';

/** Up to this many UTF-16 units are tokenised at once on the calling thread (about 3 ms): no thread would be faster. */
const inlineUnits = 6_000;

/** The tokenizer beside the event loop: a question never waits behind a book, and the server answers meanwhile. */
export class ThreadedTokenizer {
  private readonly inline: UnigramTokenizer;
  private readonly thread: ThreadCalls<TokenizerMessage, EncodedTexts>;

  /** @param onFailure told when the thread has ended by itself; it is started again. */
  constructor(vocabulary: UnigramVocabulary, onFailure: (error: unknown) => void) {
    this.inline = new UnigramTokenizer(vocabulary);
    const file = new URL('./tokenizer-thread.js', import.meta.url);
    this.thread = new ThreadCalls(file, { vocabulary }, onFailure);
  }

  /** @param maximumTokens longer texts are cut, and named in the result. */
  async encode(texts: readonly string[], maximumTokens: number): Promise<EncodedTexts> {
    if (isShort(texts)) return encodeTexts(this.inline, texts, maximumTokens);
    return this.thread.call({ texts, maximumTokens });
  }

  /** Number of tokens of each text with the begin and end token, uncut. */
  async count(texts: readonly string[]): Promise<number[]> {
    if (isShort(texts)) return texts.map((text) => this.inline.count(text));
    return Array.from((await this.thread.call({ texts })).lengths);
  }

  async close(): Promise<void> {
    await this.thread.close();
  }
}

function isShort(texts: readonly string[]): boolean {
  let units = 0;
  for (const text of texts) units += text.length;
  return units <= inlineUnits;
}
