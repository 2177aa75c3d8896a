import { z } from 'zod';
import { InvalidModelFileError } from '../inference-errors.js';
import { buildPieceTrie } from './piece-trie.js';
import { deletedCharacters, keptTilde, spaceCharacters, tildeStandIn } from './text-normalizer.js';
import type { UnigramVocabulary } from './unigram-tokenizer.js';

/** What the writer of a tokenizer file knows about the vocabulary. */
export interface TokenPieceList {
  pieces: readonly string[];
  scores: ArrayLike<number>;
  beginId: number;
  endId: number;
  padId: number;
  unknownId: number;
}

const tokenizerFile = z.object({
  added_tokens: z.array(z.object({ id: z.number().int(), content: z.string() })),
  model: z.object({
    type: z.literal('Unigram'),
    unk_id: z.number().int(),
    // Checked without a schema per entry: there are 250,000 of them.
    vocab: z.custom<[string, number][]>(
      (value) =>
        Array.isArray(value) &&
        value.every(
          (entry: unknown) => Array.isArray(entry) && typeof entry[0] === 'string' && Number.isFinite(entry[1]),
        ),
    ),
  }),
});

/**
 * Reads a Hugging Face tokenizer.json of the XLM-RoBERTa family (unigram pieces, `<s>` … `</s>` around a text).
 * @throws InvalidModelFileError for any other kind of tokenizer.
 */
export function readTokenizerFile(json: string): UnigramVocabulary {
  const parsed = tokenizerFile.safeParse(JSON.parse(json));
  if (!parsed.success) throw new InvalidModelFileError('tokenizer.json is not of the XLM-RoBERTa family', parsed.error);
  const { added_tokens: special, model } = parsed.data;
  const idOf = (content: string): number => {
    const id = special.find((token) => token.content === content)?.id;
    if (id === undefined) throw new InvalidModelFileError(`tokenizer.json has no ${content}`);
    return id;
  };
  const skipped = new Set([...special.map((token) => token.id), model.unk_id]);
  const scores = new Float64Array(new SharedArrayBuffer(model.vocab.length * 8));
  const isWord = new Uint8Array(new SharedArrayBuffer(model.vocab.length));
  let lowest = Number.POSITIVE_INFINITY;
  model.vocab.forEach(([piece, score], id) => {
    scores[id] = score;
    isWord[id] = /[\p{L}\p{N}]/u.test(piece) ? 1 : 0;
    lowest = Math.min(lowest, score);
  });
  return {
    trie: buildPieceTrie(
      model.vocab.map(([piece]) => piece),
      skipped,
    ),
    scores,
    isWord,
    unknownScore: lowest - 10,
    unknownId: model.unk_id,
    beginId: idOf('<s>'),
    endId: idOf('</s>'),
  };
}

/** Writes the same tokenizer for every other reader of tokenizer.json: pieces, scores, normaliser, template. */
export function writeTokenizerFile(list: TokenPieceList): string {
  const begin = list.pieces[list.beginId];
  const end = list.pieces[list.endId];
  const special = [list.beginId, list.padId, list.endId, list.unknownId, list.pieces.indexOf('<mask>')].filter(
    (id) => id >= 0,
  );
  const replace = (pattern: object, content: string): object => ({ type: 'Replace', pattern, content });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special
      .sort((a, b) => a - b)
      .map((id) => ({
        id,
        content: list.pieces[id],
        single_word: false,
        lstrip: list.pieces[id] === '<mask>',
        rstrip: false,
        normalized: false,
        special: true,
      })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        replace({ Regex: `[${deletedCharacters}]` }, ''),
        replace({ Regex: `[${spaceCharacters}]` }, ' '),
        replace({ String: keptTilde }, tildeStandIn),
        { type: 'NFKC' },
        replace({ String: tildeStandIn }, keptTilde),
        replace({ Regex: ' {2,}' }, ' '),
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: begin, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: end, type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: begin, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: end, type_id: 0 } },
        { SpecialToken: { id: end, type_id: 0 } },
        { Sequence: { id: 'B', type_id: 0 } },
        { SpecialToken: { id: end, type_id: 0 } },
      ],
      special_tokens: Object.fromEntries(
        [list.beginId, list.endId].map((id) => {
          const token = list.pieces[id];
          return [token, { id: token, ids: [id], tokens: [token] }];
        }),
      ),
    },
    decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true },
    model: { type: 'Unigram', unk_id: list.unknownId, vocab: list.pieces.map((piece, id) => [piece, list.scores[id]]) },
  });
}
