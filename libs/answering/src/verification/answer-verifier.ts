import { extractNumbers, matchGlossary, unsupportedNumbers, type GlossaryEntry, type Language } from '@onggi/language';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { shareOfQuestion } from '../evidence/share-of-question.js';
import { isInLanguage } from './answer-language.js';
import { contentWords, WordEvidence, type ContentWord } from '../evidence/content-words.js';
import { contradictsDenial } from './negation.js';
import {
  contradictedUnits,
  inventsMeasure,
  isQuestion,
  missesMoney,
  missesNumber,
  speaksOfOthers,
} from '../evidence/quantities.js';

/** Why a sentence was refused. `unproven`: nothing in it can be compared across languages. */
export type Refusal = 'empty' | 'language' | 'offTopic' | 'numbers' | 'units' | 'denial' | 'words' | 'unproven';

/** The check of one written sentence. */
export type Verification =
  { supported: true; citations: readonly EvidenceSentence[] } | { supported: false; refusal: Refusal };

/** What one answer's sentences are checked against. */
export interface VerificationContext {
  question: string;
  /** Language that the answer has to be in. */
  language: Language;
  evidence: readonly EvidenceSentence[];
  glossary: readonly GlossaryEntry[];
}

/** Of a claim's own words, those that evidence in the same language has to have. */
const fewestOwnWords = 0.6;
/** Where figures carry the claim, its verb may be another one ("exceeds" for "above"). */
const fewestOwnWordsBesideFigures = 0.4;
/** Of all its words, the question's included. */
const fewestWords = 0.4;
/** Of the question's words: a sentence about another thing may be true, and no answer. */
const fewestAskedWords = 0.3;
/** Share of a question's words from which on a sentence is about just that. */
const mostOfTheQuestion = 0.5;
/** A name in capitals, as it is written in any language. */
const acronym = /(?<![A-Za-z\d-])[A-Z][A-Z\d]{2,}(?=s?(?![A-Za-z\d]))/g;
/** Order in which refusals are reported: the last one reached came closest. */
const closeness: readonly Refusal[] = ['numbers', 'units', 'denial', 'words', 'unproven'];

/**
 * Decides by arithmetic whether evidence says what a written sentence claims: every number, date and code of the claim
 * occurs there, with the same unit, nothing is denied that was said, and the words are the evidence's own. In the other
 * language, where words can't be compared, the numbers, codes, names and glossary terms have to carry the proof.
 */
export class AnswerVerifier {
  private readonly words = new Map<EvidenceSentence, WordEvidence>();
  private readonly questionWords: WordEvidence;

  constructor(private readonly context: VerificationContext) {
    this.questionWords = new WordEvidence(context.question);
  }

  /**
   * @param cited sentences that the writer named; others are tried when these do not carry the claim
   * @returns the sentences that carry it, best first, at most two
   */
  verify(claim: string, cited: readonly EvidenceSentence[]): Verification {
    const { question, language, evidence } = this.context;
    if (!/[\p{L}\p{N}]/u.test(claim)) return { supported: false, refusal: 'empty' };
    if (!isInLanguage(claim, language)) return { supported: false, refusal: 'language' };
    if (isQuestion(claim) || missesNumber(question, claim) || missesMoney(question, claim))
      return { supported: false, refusal: 'offTopic' };
    const candidates = [...new Set([...cited, ...evidence])];
    const singles = candidates.map((sentence) => [sentence]);
    const pairs = pairsOf(cited.length > 1 ? cited : candidates.slice(0, 12));
    let refusal: Refusal = 'numbers';
    for (const groups of [singles, pairs]) {
      const best = this.best(claim, groups, cited);
      if (best.supported) return best;
      if (closeness.indexOf(best.refusal) > closeness.indexOf(refusal)) refusal = best.refusal;
    }
    return { supported: false, refusal };
  }

  private best(
    claim: string,
    groups: readonly (readonly EvidenceSentence[])[],
    cited: readonly EvidenceSentence[],
  ): Verification {
    let best: { group: readonly EvidenceSentence[]; score: number } | undefined;
    let refusal: Refusal = 'numbers';
    for (const group of groups) {
      const result = this.isFurther(group, cited) ? 'numbers' : this.weigh(claim, group);
      if (typeof result === 'number') {
        const score = result + (group.every((sentence) => cited.includes(sentence)) ? 0.2 : 0);
        if (!best || score > best.score) best = { group, score };
      } else if (closeness.indexOf(result) > closeness.indexOf(refusal)) refusal = result;
    }
    return best ? { supported: true, citations: best.group } : { supported: false, refusal };
  }

  /** Another sentence than the one named may carry a claim, but not one that has less to do with the question. */
  private isFurther(group: readonly EvidenceSentence[], cited: readonly EvidenceSentence[]): boolean {
    const nearest = Math.max(0, ...cited.map((sentence) => this.relevance(sentence)));
    return group.some((sentence) => !cited.includes(sentence) && this.relevance(sentence) < nearest);
  }

  /** Share of the question that a sentence takes up: its words, or across languages its glossary terms. */
  private relevance(sentence: EvidenceSentence): number {
    if (sentence.language === this.context.language) return shareOfQuestion(this.context.question, sentence);
    return this.sharedTerms(this.context.question, [sentence]).all;
  }

  /** @returns how well the sentences carry the claim, or why they don't */
  private weigh(claim: string, group: readonly EvidenceSentence[]): number | Refusal {
    const said = group.map(({ shown }) => shown).join('\n');
    const placed = group.map(({ shown, section, passage }) => `${passage.title}\n${section}\n${shown}`).join('\n');
    if (unsupportedNumbers(claim, placed).length > 0 || inventsMeasure(claim, placed)) return 'numbers';
    if (group.some(({ shown }) => speaksOfOthers(this.context.question, shown))) return 'numbers';
    if (!this.hasNames(claim, placed)) return 'words';
    // Headings number things; an answer's own figures have to stand in the sentences.
    const asked = extractNumbers(this.context.question);
    const own = extractNumbers(claim).filter((number) => !asked.includes(number));
    const unsaid = unsupportedNumbers(claim, said);
    if (own.length > 0 && own.every((number) => unsaid.includes(number))) return 'numbers';
    if (contradictedUnits(claim, placed).length > 0) return 'units';
    const sameLanguage = group.every(({ language }) => language === this.context.language);
    if (sameLanguage && contradictsDenial(claim, said)) return 'denial';
    return sameLanguage ? this.weighWords(claim, group, own.length) : this.weighAcross(claim, group, own.length);
  }

  /** Acronyms of a claim, the question's included, have to stand in the evidence: SMSF is not SMF. */
  private hasNames(claim: string, placed: string): boolean {
    const known = new Set(matchGlossary(placed, this.context.glossary).map(({ entry }) => entry.abbreviation));
    return (claim.match(acronym) ?? []).every((name) => known.has(name) || placed.includes(name));
  }

  private weighWords(claim: string, group: readonly EvidenceSentence[], figures: number): number | Refusal {
    const words = contentWords(claim);
    const own = words.filter((word) => !this.questionWords.has(word));
    const missing = own.length - Math.round(this.share(own, group) * own.length);
    const needed = figures > 0 ? fewestOwnWordsBesideFigures : fewestOwnWords;
    const excused = figures > 0 && missing <= 1;
    const all = this.share(words, group);
    if ((this.share(own, group) < needed && !excused) || all < fewestWords) return 'words';
    const asked = Math.min(...group.map((sentence) => this.relevance(sentence)));
    return asked < fewestAskedWords ? 'words' : all + asked;
  }

  private weighAcross(claim: string, group: readonly EvidenceSentence[], figures: number): number | Refusal {
    const names = contentWords(claim).filter(({ word }) => /^[a-z]/.test(word) === (this.context.language === 'ko'));
    const own = names.filter((name) => !this.questionWords.has(name));
    if (this.context.language === 'ko' && this.share(own, group) < 1) return 'words';
    const terms = this.sharedTerms(claim, group);
    const asked = Math.min(...group.map((sentence) => this.relevance(sentence)));
    if (asked === 0 && this.isTakenUpElsewhere()) return 'unproven';
    if (figures === 0 && terms.own === 0 && (this.context.language === 'en' || own.length === 0)) return 'unproven';
    return terms.all + asked + (figures > 0 ? 1 : 0);
  }

  /** Does other evidence name what the question asks about, by its glossary terms or in its own words? */
  private isTakenUpElsewhere(): boolean {
    const { question, language, evidence } = this.context;
    return (
      this.sharedTerms(question, evidence).all > 0 ||
      evidence.some((sentence) => sentence.language === language && this.relevance(sentence) >= mostOfTheQuestion)
    );
  }

  private share(words: readonly ContentWord[], group: readonly EvidenceSentence[]): number {
    if (words.length === 0) return 1;
    const evidence = group.map((sentence) => this.wordsOf(sentence));
    return words.filter((word) => evidence.some((each) => each.has(word))).length / words.length;
  }

  /** Glossary terms of a text that the evidence names in the other language: all, and those that the question does not name. */
  private sharedTerms(text: string, group: readonly EvidenceSentence[]): { all: number; own: number } {
    const { glossary, question } = this.context;
    const placed = group.map(({ shown, section, passage }) => `${passage.title}\n${section}\n${shown}`).join('\n');
    const offered = new Set(matchGlossary(placed, glossary).map(({ entry }) => entry));
    const asked = new Set(matchGlossary(question, glossary).map(({ entry }) => entry));
    const shared = [...new Set(matchGlossary(text, glossary).map(({ entry }) => entry))].filter((entry) =>
      offered.has(entry),
    );
    return { all: shared.length, own: shared.filter((entry) => !asked.has(entry)).length };
  }

  private wordsOf(sentence: EvidenceSentence): WordEvidence {
    const known = this.words.get(sentence);
    if (known) return known;
    const { title } = sentence.passage;
    const words = new WordEvidence(`${title}\n${sentence.section}\n${sentence.shown}`);
    this.words.set(sentence, words);
    return words;
  }
}

/** Two of one language: what is compared by words and what is not can't be weighed together. */
function pairsOf(sentences: readonly EvidenceSentence[]): EvidenceSentence[][] {
  return sentences.flatMap((first, index) =>
    sentences
      .slice(index + 1)
      .filter(({ language }) => language === first.language)
      .map((second) => [first, second]),
  );
}
