/** Cuts a text into the terms of an index. */
export type Tokenizer = (text: string) => string[];

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const RUN =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[^\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const WITHOUT_SPACES = /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What stands between blanks, lower-cased: what products ship that split questions and passages at blanks. */
export const whitespaceTokens: Tokenizer = (text) => text.toLowerCase().split(/\s+/u).filter(Boolean);

/** Runs of letters and digits, lower-cased: a standard analyzer without a language. */
export const wordTokens: Tokenizer = (text) => text.toLowerCase().match(WORD) ?? [];

/** The same with Hangul, Hanja and Kana in overlapping pairs of characters, as Lucene's CJKAnalyzer cuts them. */
export const bigramTokens: Tokenizer = (text) =>
  wordTokens(text).flatMap((word) =>
    (word.match(RUN) ?? []).flatMap((run) => (WITHOUT_SPACES.test(run) ? pairs(run) : [run])),
  );

function pairs(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
