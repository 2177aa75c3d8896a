import type { Language } from '@onggi/platform';
import type { EvaluationSet, SetDocument } from '../evaluation-set/evaluation-set.js';
import { halfOf, type Half, type ManualQuestion } from './manual-questions.js';
import type { ManualPage } from './read-manuals.js';

interface Variant {
  /** Languages of the index. */
  indexed: readonly Language[];
  /** Languages of the questions. */
  asked: readonly Language[];
  /** The pages that are asked for are left out of the index in this language. */
  withheld?: Language;
}

/** What can be measured on the same pages and questions. */
export const MANUAL_VARIANTS = {
  /** Mixed index; both versions of a page are right. */
  both: { indexed: ['ko', 'en'], asked: ['ko', 'en'] },
  /** One language. */
  ko: { indexed: ['ko'], asked: ['ko'] },
  en: { indexed: ['en'], asked: ['en'] },
  /** Index of the language that the questions, named here, are not in. */
  'other-language-ko': { indexed: ['en'], asked: ['ko'] },
  'other-language-en': { indexed: ['ko'], asked: ['en'] },
  /** Mixed index, in which the pages asked for are left only in the language that the questions, named here, are not in. */
  'translation-ko': { indexed: ['ko', 'en'], asked: ['ko'], withheld: 'ko' },
  'translation-en': { indexed: ['ko', 'en'], asked: ['en'], withheld: 'en' },
} as const satisfies Record<string, Variant>;

export type ManualVariant = keyof typeof MANUAL_VARIANTS;

/** How to make a set of the manuals. */
export interface ManualsOptions {
  variant: ManualVariant;
  /** Ask only one half of the questions; the index stays the same. Default: all. */
  half?: Half;
}

/**
 * A page in one language becomes one document, `ko:KEY` or `en:KEY`; a question in one language one query, `ID-ko` or
 * `ID-en`. Questions about pages that are not there are left out, these pages counted as judgements that were ignored;
 * questions that no page answers are unanswerable.
 */
export function fromManuals(
  pages: readonly ManualPage[],
  questions: readonly ManualQuestion[],
  { variant, half }: ManualsOptions,
): EvaluationSet {
  const { indexed, asked, withheld }: Variant = MANUAL_VARIANTS[variant];
  const keys = new Set(pages.map(({ key }) => key));
  const known = questions.filter((question) => question.pages.every((key) => keys.has(key)));
  // Of either half, so that both see the same index.
  const askedFor = new Set(known.flatMap((question) => question.pages));
  const documents = pages.flatMap((page) =>
    indexed.filter((language) => language !== withheld || !askedFor.has(page.key)).map((it) => documentOf(page, it)),
  );
  const ids = new Set(documents.map(({ id }) => id));
  const judged = known
    .filter((question) => half === undefined || halfOf(question) === half)
    .flatMap((question) => asked.map((language) => ({ question, language, id: `${question.id}-${language}` })));
  return {
    documents,
    queries: judged.map(({ question, language, id }) => ({
      id,
      text: question[language],
      language,
      answers: [],
      unanswerable: question.pages.length === 0,
    })),
    judgements: new Map(
      judged
        .filter(({ question }) => question.pages.length > 0)
        .map(({ question, id }) => [id, new Map(versionsOf(question, ids).map((document) => [document, 1]))]),
    ),
    ignoredJudgements: questions.flatMap((question) => question.pages).filter((key) => !keys.has(key)).length,
    glossary: [],
  };
}

const documentId = (key: string, language: Language): string => `${language}:${key}`;

function documentOf(page: ManualPage, language: Language): SetDocument {
  return { id: documentId(page.key, language), ...page[language], language };
}

/** The documents of the set that answer a question. */
function versionsOf(question: ManualQuestion, ids: ReadonlySet<string>): string[] {
  return question.pages
    .flatMap((key) => [documentId(key, 'ko'), documentId(key, 'en')])
    .filter((document) => ids.has(document));
}
