import { normaliseText } from '../normalise-text.js';
import { documentKinds, type DocumentKind } from './document-kind.js';
import { findPeriods, type Period } from './period.js';

/** What a question says about the documents it is to be answered from. */
export interface SpokenFilters {
  periods: readonly Period[];
  kinds: readonly { kind: DocumentKind; words: string }[];
  /** The words that ask for the newest edition; undefined when none do. */
  newest?: string;
}

const NEWEST =
  /최신(?!식)|가장 최근|현행|현재 (?:시행|적용)|(?<![a-z])(?:latest|newest|most recent|currently (?:in force|valid)|current (?:edition|version|revision))(?![a-z])/i;

/** Year or date, kind of document and newest edition, where a question names them. @param today for "last year" */
export function readFilters(question: string, today: Date): SpokenFilters {
  const text = normaliseText(question);
  const kinds = documentKinds.flatMap((kind) => {
    const words = kind.asked.exec(text)?.[0];
    return words === undefined ? [] : [{ kind, words }];
  });
  const newest = NEWEST.exec(text)?.[0];
  return { periods: findPeriods(question, today), kinds, ...(newest !== undefined && { newest }) };
}

/**
 * Whether a question looks for its answer in something of that name: "인사 규정집에서", "in the HR handbook". Blanks inside
 * the name are free.
 */
export function namesPlace(question: string, name: string): boolean {
  // Most questions name none of a tenant's corpora, and an expression for each name costs more than the search for it.
  if (!inCapitals(question).includes(inCapitals(name))) return false;
  const characters = [...normaliseText(name).replace(/\s+/g, '')].map((each) =>
    each.replace(/[.*+?^${}()|[\]\\/]/, '\\$&'),
  );
  if (characters.length < 2) return false;
  const spelled = `(?<![\\p{L}\\p{N}])${characters.join('\\s?')}`;
  const korean = `${spelled}\\s?(?:에서|에는|에 |상 |의 )`;
  const english = `(?:in|from|per|under|according to)\\s+(?:the\\s+|our\\s+)?${spelled}(?![\\p{L}\\p{N}])`;
  return new RegExp(`${korean}|${english}`, 'iu').test(normaliseText(question));
}

/** Without blanks and in one case. Capitals, as they make σ and ς the same. */
function inCapitals(text: string): string {
  return normaliseText(text).replace(/\s+/g, '').toUpperCase();
}
