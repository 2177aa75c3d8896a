import { createLogger } from '@onggi/platform';
import { oneSpelling } from '../spelling/one-spelling.js';
import type { AnalyzedTexts, MorphologicalAnalyzer, Morpheme } from './morphological-analyzer.js';
import { respace, withoutBlanks } from './respace.js';

const log = createLogger('morphology');
const HANGUL = /[\uac00-\ud7a3]/;

/** False for a text that an analyzer of Korean finds nothing in. */
export function hasHangul(text: string): boolean {
  return HANGUL.test(text);
}

/** The morphemes of one text in one spelling, and who found them. */
export interface Morphology {
  /** As {@link AnalyzedTexts.analyzer}. */
  analyzer: string;
  morphemes: readonly Morpheme[];
}

/** What is known of a question beside its words. */
export interface QuestionReading {
  /** Undefined where there is no Hangul or no analyzer: 2-grams carry it alone. */
  morphemes?: readonly Morpheme[];
  /** The question with its blanks repaired, where that changes it. */
  respaced?: { text: string; morphemes: readonly Morpheme[] };
  /** Morphemes of other names of what the question speaks of, by name. */
  names: ReadonlyMap<string, readonly Morpheme[]>;
}

/**
 * Passages' morphemes, for the index. A passage without Hangul has none, and none has any while no analyzer can be had:
 * both are undefined, and such passages are found by their words and 2-grams.
 * @throws the signal's reason when it aborts
 */
export async function analyzePassages(
  analyzer: MorphologicalAnalyzer,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<(Morphology | undefined)[]> {
  const korean = texts.flatMap((text, index) => (HANGUL.test(text) ? [index] : []));
  const spelt = korean.map((index) => oneSpelling(texts[index] ?? ''));
  const found = await orNothing(spelt, (each) => analyzer.analyzePassages(each, signal), signal);
  const morphologies = new Array<Morphology | undefined>(texts.length).fill(undefined);
  if (!found) return morphologies;
  korean.forEach((index, place) => {
    morphologies[index] = { analyzer: found.analyzer, morphemes: found.morphemes[place] ?? [] };
  });
  return morphologies;
}

/**
 * A question's morphemes as it is written and with its blanks repaired, and those of the names that stand beside it, in
 * one call.
 * @param names other names of what it speaks of, from a glossary
 * @throws the signal's reason when it aborts
 */
export async function readQuestion(
  analyzer: MorphologicalAnalyzer,
  question: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<QuestionReading> {
  const written = oneSpelling(question);
  const joined = withoutBlanks(written);
  const koreanNames = names.filter((name) => HANGUL.test(name));
  const texts = [...(HANGUL.test(written) ? [written, joined] : []), ...koreanNames.map(oneSpelling)];
  const found = await orNothing(texts, (each) => analyzer.analyzeQuestion(each, signal), signal);
  if (!found) return { names: new Map() };
  const ofNames = found.morphemes.slice(texts.length - koreanNames.length);
  const reading: QuestionReading = { names: new Map(koreanNames.map((name, index) => [name, ofNames[index] ?? []])) };
  if (texts.length === koreanNames.length) return reading;
  const [morphemes = [], ofJoined = []] = found.morphemes;
  const respaced = respace(joined, ofJoined);
  return { ...reading, morphemes, ...(respaced !== written && { respaced: { text: respaced, morphemes: ofJoined } }) };
}

async function orNothing(
  texts: readonly string[],
  analyze: (texts: readonly string[]) => Promise<AnalyzedTexts>,
  signal: AbortSignal,
): Promise<AnalyzedTexts | undefined> {
  if (texts.length === 0) return undefined;
  try {
    return await analyze(texts);
  } catch (error) {
    signal.throwIfAborted();
    log.info({ error: String(error), texts: texts.length }, 'no morphemes: 2-grams carry Korean alone');
    return undefined;
  }
}
