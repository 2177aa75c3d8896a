import { isParticle } from '@onggi/language';
import type { DraftLine } from '../tree/tree-builder.js';
import { rightOf, type Fragment } from './fragment.js';

const HANGUL_AT_END = /[\uac00-\ud7a3]$/;
const HANGUL_AT_START = /^[\uac00-\ud7a3]/;
const CJK_AT_END = /[\u3040-\u30ff\u4e00-\u9fff]$/;
const CJK_AT_START = /^[\u3040-\u30ff\u4e00-\u9fff]/;
/** FS- at the end of a line and 2 at the start of the next are one code. */
const CODE_AT_END = /[A-Z\d]-$/;
const CODE_AT_START = /^[A-Z\d]/;
const FIRST_HANGUL_WORD = /^[\uac00-\ud7a3]+/;
/** The last syllables of a sentence can't be a word. */
const ENDING_WITH_MARK = /^(?:니?다|요|음|함|됨|임|까)[.?!]/;
/** Particles that may as well be words or begin one. */
const ALSO_A_WORD = /^(?:이|나|들|인|일|대로|만큼|요|고|며|든|면|다|하고|이고|이며|보다|마다|조차|끼리|이나|이란|가)$/;
const HYPHEN = /(\p{L}{2,})-$/u;
const LOWER_CASE_WORD = /^\p{Ll}+/u;
/** Room for one more syllable, in font sizes. */
const A_SYLLABLE = 1.3;
/** A line with more room, in font sizes, is the last of its paragraph and says nothing of how lines are broken. */
const LAST_LINE = 5;
const LAST_WORD = /\S+$/;
const FIRST_WORD = /^\S+/;
const WORD = /[\p{L}\p{N}-]+/gu;

/**
 * Knows how the words of a document are spelled, from the middle of its lines, to decide what stood at a line's end:
 * "multi-" + "tenant", "점검" + "주기", "설" + "비".
 */
export class LineJoiner {
  private readonly words = new Map<string, number>();
  /** True where lines end in the middle of words, as browsers and word processors break Korean by default. */
  private readonly breaksInsideWords: boolean;
  private readonly keepsBlanks: boolean;

  /**
   * @param fragments all lines of the document.
   * @param inner the lines that go on in the line below, with the right edge of their column.
   */
  constructor(fragments: Fragment[], inner: { line: Fragment; right: number }[]) {
    for (const { text } of fragments) {
      const words = text.match(WORD) ?? [];
      // The first and last word of a line may be halves.
      for (const word of words.slice(1, -1)) this.words.set(word, (this.words.get(word) ?? 0) + 1);
    }
    const room = ({ line, right }: { line: Fragment; right: number }): number => (right - rightOf(line)) / line.size;
    const hangul = inner.filter((each) => HANGUL_AT_END.test(each.line.text) && room(each) < LAST_LINE);
    this.keepsBlanks = hangul.filter(({ line }) => line.endsWithBlank).length > hangul.length / 10;
    const roomy = hangul.filter((each) => room(each) > A_SYLLABLE);
    this.breaksInsideWords = !this.keepsBlanks && roomy.length < hangul.length / 5;
  }

  /** Joins the lines of one paragraph; `right` is where its column ends. */
  join(lines: Fragment[], right: number): { text: string; lines: DraftLine[] } {
    let text = '';
    const placed: DraftLine[] = [];
    lines.forEach((line, index) => {
      const before = lines[index - 1];
      if (before !== undefined) text = this.glue(text, before, line, right);
      placed.push({ page: line.page, start: text.length, end: text.length + line.text.length, box: line.box });
      text += line.text;
    });
    return { text, lines: placed };
  }

  /** The text so far with what belongs between it and the next line: nothing, a blank, or one hyphen less. */
  private glue(text: string, before: Fragment, next: Fragment, right: number): string {
    const hyphenated = HYPHEN.exec(text)?.[1];
    const continuation = LOWER_CASE_WORD.exec(next.text)?.[0];
    if (hyphenated !== undefined && continuation !== undefined) {
      const isCompound = this.words.has(`${hyphenated}-${continuation}`) && !this.words.has(hyphenated + continuation);
      return isCompound ? text : text.slice(0, -1);
    }
    if (CODE_AT_END.test(text) && !before.endsWithBlank && CODE_AT_START.test(next.text)) return text;
    if (HANGUL_AT_END.test(text) && !before.endsWithBlank && ENDING_WITH_MARK.test(next.text)) return text;
    const first = FIRST_HANGUL_WORD.exec(next.text)?.[0] ?? '';
    if (!before.endsWithBlank && isParticle(first) && !ALSO_A_WORD.test(first)) return text;
    if (CJK_AT_END.test(text) && CJK_AT_START.test(next.text)) return text;
    if (HANGUL_AT_END.test(text) && HANGUL_AT_START.test(next.text))
      return this.isOneWord(text, before, next, right) ? text : `${text} `;
    return `${text} `;
  }

  private isOneWord(text: string, before: Fragment, next: Fragment, right: number): boolean {
    if (before.endsWithBlank) return false;
    // A syllable would have fitted: the line was broken between words.
    if (right - rightOf(before) > A_SYLLABLE * before.size) return false;
    if (this.keepsBlanks) return true;
    const head = LAST_WORD.exec(text)?.[0] ?? '';
    const tail = FIRST_WORD.exec(next.text)?.[0] ?? '';
    const joined = this.words.get(head + tail) ?? 0;
    const apart = Math.min(this.words.get(head) ?? 0, this.words.get(tail) ?? 0);
    if (joined !== apart) return joined > apart;
    if (STANDS_ALONE.test(tail)) return false;
    return this.breaksInsideWords && !COMPLETE_WORD.test(head);
  }
}

/** Words that no other word runs into. */
const STANDS_ALONE =
  /^(?:있[는다으을어]|없[는다으을어]|것|및|또는|그리고|위해|위한|대한|대해|따라|따른|모든|이상|이하|이내|경우|뒤)/;

/** Particles and endings after which a Korean word is over. */
const COMPLETE_WORD =
  /(?:[은는을를의에로와과도]|에서|으로|까지|부터|하고|하며|하여|해야|한다|된다|하는|되는|있는|없는|및|또는|한|할|된|될|때|후|전|시|중|등|수)$/;
