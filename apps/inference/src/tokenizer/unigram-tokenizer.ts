import { childOf, type PieceTrie } from './piece-trie.js';
import { normalizeText } from './text-normalizer.js';

/** What a tokenizer needs to work, all on shared memory: send it to any thread. */
export interface UnigramVocabulary {
  trie: PieceTrie;
  /** Log probability of each piece. */
  scores: Float64Array;
  /** 1 for a piece with a letter or digit, 0 for punctuation and blanks alone. */
  isWord: Uint8Array;
  unknownScore: number;
  unknownId: number;
  beginId: number;
  endId: number;
}

/** Ids with the begin and end token. `truncated` says that the text was longer than the model can read. */
export interface TokenizedText {
  ids: Int32Array;
  truncated: boolean;
}

const wordMark = '\u2581';
/** A longer run without a space is no word of any language; cutting it bounds the working memory. */
const longestWord = 4_096;
/** No ordinary text needs more UTF-16 units for a token; what lies behind is not read at all. */
const unitsPerToken = 32;

/**
 * SentencePiece unigram as XLM-RoBERTa uses it: the most probable way to cut each word into pieces. Special tokens
 * written in a text ("</s>") stay text, so that no document can end its own passage.
 */
export class UnigramTokenizer {
  private bestScore = new Float64Array(64);
  private bestStart = new Int32Array(64);
  private bestPiece = new Int32Array(64);

  constructor(private readonly vocabulary: UnigramVocabulary) {}

  /** @param maximumTokens with the begin and end token. */
  encode(text: string, maximumTokens: number): TokenizedText {
    const room = maximumTokens - 2;
    const read = text.slice(0, maximumTokens * unitsPerToken);
    const content = this.content(read, room + 1);
    const truncated = content.length > room || read.length < text.length;
    const length = Math.min(room, content.length);
    const ids = new Int32Array(length + 2);
    ids[0] = this.vocabulary.beginId;
    for (let i = 0; i < length; i++) ids[i + 1] = content[i] as number;
    ids[length + 1] = this.vocabulary.endId;
    return { ids, truncated };
  }

  /** Number of tokens with the begin and end token, however many they are. */
  count(text: string): number {
    return this.content(text, Number.POSITIVE_INFINITY).length + 2;
  }

  private content(text: string, enough: number): number[] {
    const ids: number[] = [];
    const normalized = normalizeText(text);
    if (normalized === '') return ids;
    const marked = (normalized.startsWith(' ') ? '' : wordMark) + normalized.replaceAll(' ', wordMark);
    for (let start = 0; start < marked.length && ids.length < enough;) {
      const next = marked.indexOf(wordMark, start + 1);
      const end = wordEnd(marked, start, next === -1 ? marked.length : next);
      this.appendWord(marked, start, end, ids);
      start = end;
    }
    return ids;
  }

  /** Viterbi over one word; equal scores go to the piece that begins first, as in the reference. */
  private appendWord(text: string, from: number, to: number, ids: number[]): void {
    const { trie, scores, unknownScore } = this.vocabulary;
    const length = to - from;
    this.reserve(length + 1);
    const { bestScore, bestStart, bestPiece } = this;
    bestScore.fill(Number.NEGATIVE_INFINITY, 0, length + 1);
    bestScore[0] = 0;
    for (let start = 0; start < length;) {
      const reached = bestScore[start] as number;
      const width = (text.codePointAt(from + start) as number) > 0xffff ? 2 : 1;
      let single = false;
      let node = 0;
      for (let end = start; end < length;) {
        node = childOf(trie, node, text.charCodeAt(from + end));
        if (node === -1) break;
        end++;
        const piece = trie.pieceAt[node] as number;
        if (piece === -1) continue;
        if (end - start === width) single = true;
        const score = reached + (scores[piece] as number);
        if (score > (bestScore[end] as number)) {
          bestScore[end] = score;
          bestStart[end] = start;
          bestPiece[end] = piece;
        }
      }
      const end = start + width;
      if (!single && reached + unknownScore > (bestScore[end] as number)) {
        bestScore[end] = reached + unknownScore;
        bestStart[end] = start;
        bestPiece[end] = -1;
      }
      start = end;
    }
    this.appendBestPath(length, ids);
  }

  private appendBestPath(length: number, ids: number[]): void {
    const first = ids.length;
    let unknownBefore = false;
    for (let end = length; end > 0; end = this.bestStart[end] as number) {
      const piece = this.bestPiece[end] as number;
      // A run of unknown characters is one unknown token.
      if (piece !== -1 || !unknownBefore) ids.push(piece === -1 ? this.vocabulary.unknownId : piece);
      unknownBefore = piece === -1;
    }
    for (let left = first, right = ids.length - 1; left < right; left++, right--) {
      const kept = ids[left] as number;
      ids[left] = ids[right] as number;
      ids[right] = kept;
    }
  }

  private reserve(length: number): void {
    if (this.bestScore.length >= length) return;
    const size = length * 2;
    this.bestScore = new Float64Array(size);
    this.bestStart = new Int32Array(size);
    this.bestPiece = new Int32Array(size);
  }
}

function wordEnd(text: string, start: number, end: number): number {
  if (end - start <= longestWord) return end;
  const cut = start + longestWord;
  const splitsPair = (text.codePointAt(cut - 1) as number) > 0xffff;
  return splitsPair ? cut - 1 : cut;
}
