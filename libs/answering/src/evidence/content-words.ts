import { tokenize } from '@onggi/language';

/** A word of a claim that means something, with the forms under which evidence may have it. */
export interface ContentWord {
  word: string;
  /** Korean: the beginning without which it is another word. English: the word and its stem. */
  forms: readonly string[];
}

const hangulWord = /^[\uac00-\ud7a3]+$/;
const latinWord = /^[a-z]{3,}$/;
/** Beginnings of Korean words that only build a sentence. */
const koreanFrame =
  /^(?:(?:합니|입니|됩니|있습|없습|있으|없으|있는|없는|있다|없다|해야|하여|하고|한다|하면|하며|하는|됩|된다|되며|되는|되어|이며|이고|이다|아니|않|못|경우|이내|동안|대한|대해|위해|위한|따라|따르면|그리고|또는|또한|이상|이하|초과|미만|정도|통해|각각|모두|매우|바로|다음|이후|이전|까지|부터|마다|가능|필요|해당|의해|관한|관련|때문|자주|며칠|얼마|지금|현행|현재|되면|알려|가격|비용).*|[가-힣]나요|(?:것|수|때|등|및|바|중|점)(?:[이은는을를가도만에의]|으로|입니다)?)$/;
/** Units and counters with what hangs on them: their numbers are checked apart. */
const koreanUnit =
  /^(?:개월|달|번|회|차례|주일?|일|년|월|시간?|분|초|원|명|건|개|가지|도|퍼센트|배|만|천|억|쪽|점|단계|석|넉|한|두|세|네|다섯|여섯|열)(?:에|마다|간|동안|이내|안에?|까지|부터|씩|을|를|이|가|은|는|으로|로|의|과|와|도|만|입니다|이며|이고|이다|째|원)*$/;
/** One syllable with a particle, 불이, 물을: too short to be told from the beginning of another word. */
const oneSyllable = /^[가-힣][이가을를은는의에도로]$/;
const copula = /(?:입니다|입니까|이며|이고|이다|인가요)$/;
/** English words that the tokenizer's list of question words does not have. */
const englishFrame = new Set(
  (
    'must should shall has have had not never only also than then each per within after before between into about over ' +
    'under every any all been being its their them they one two more most least less upon such other same when while up many much often long far soon quickly ' +
    'day days hour hours minute minutes second seconds week weeks month months year years now current currently cost costs price'
  ).split(' '),
);
const longWord = 5;
/** A noun made a verb: 점검하다, 교체된, 확인할. */
const verb = /^([가-힣]{2,3}?)(?:[하합해했할한함되됩된될됐]|시키|받)/;

/** Words of a claim that evidence has to have; numbers and codes are checked apart. */
export function contentWords(text: string): ContentWord[] {
  const words = new Map<string, ContentWord>();
  for (const { unit, text: word, weight } of tokenize(text)) {
    if (unit !== 'word' || weight === 0 || words.has(word)) continue;
    const forms = formsOf(word);
    if (forms.length > 0) words.set(word, { word, forms });
  }
  return [...words.values()];
}

function formsOf(word: string): string[] {
  if (hangulWord.test(word)) {
    const frame = koreanFrame.test(word) || koreanUnit.test(word) || oneSyllable.test(word) || word.length < 2;
    return frame ? [] : [koreanStem(word.replace(copula, '') || word)];
  }
  if (!latinWord.test(word) || englishFrame.has(word)) return [];
  return [...new Set(tokenize(word).map(({ text }) => text))];
}

/** 점검합니다 → 점검, 스트레이너를 → 스트레: particles and endings stand behind, so the beginning is what is compared. */
function koreanStem(word: string): string {
  return verb.exec(word)?.[1] ?? word.slice(0, word.length >= longWord ? 3 : 2);
}

/** What evidence offers to words. */
export class WordEvidence {
  private readonly tokens: ReadonlySet<string>;
  private readonly condensed: string;

  constructor(text: string) {
    this.tokens = new Set(tokenize(text).map((token) => token.text));
    this.condensed = text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  }

  has({ word, forms }: ContentWord): boolean {
    return hangulWord.test(word)
      ? forms.some((form) => this.condensed.includes(form))
      : forms.some((form) => this.tokens.has(form));
  }

  /** @returns 0 to 1; 1 for no words */
  share(words: readonly ContentWord[]): number {
    return words.length === 0 ? 1 : words.filter((word) => this.has(word)).length / words.length;
  }
}
