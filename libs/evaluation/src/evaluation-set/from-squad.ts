import type { Language } from '@onggi/platform';
import { seededRandom } from '../metrics/random.js';
import type { EvaluationSet, SetDocument, SetQuery } from './evaluation-set.js';

/** A file in the form of SQuAD, as KorQuAD 1.0 and XQuAD have it. */
export interface SquadFile {
  data: readonly {
    title?: string;
    paragraphs: readonly {
      context: string;
      qas: readonly {
        id: string;
        question: string;
        answers: readonly { text: string }[];
        is_impossible?: boolean;
      }[];
    }[];
  }[];
}

/** How to make a set of such a file. */
export interface SquadOptions {
  language: Language;
  /** Questions at most, drawn at random; all paragraphs stay. Default: all. */
  queries?: number;
  /** The same seed draws the same questions. Default 1. */
  seed?: number;
}

/** One paragraph becomes one document, relevant to the questions that were asked about it. */
export function fromSquad(file: SquadFile, { language, queries, seed = 1 }: SquadOptions): EvaluationSet {
  const documents = new Map<string, SetDocument>();
  const asked: { query: SetQuery; document: string }[] = [];
  for (const { title = '', paragraphs } of file.data) {
    for (const { context, qas } of paragraphs) {
      // A paragraph that the file repeats is one document.
      const known = documents.get(context);
      const id = known?.id ?? `p${documents.size + 1}`;
      if (!known) documents.set(context, { id, title: title.replaceAll('_', ' '), text: context, language });
      for (const { id: queryId, question, answers, is_impossible: unanswerable = false } of qas) {
        const texts = [...new Set(answers.map((answer) => answer.text))];
        asked.push({ query: { id: queryId, text: question, language, answers: texts, unanswerable }, document: id });
      }
    }
  }
  const drawn = queries === undefined ? asked : draw(asked, queries, seed);
  const relevant = drawn.filter(({ query }) => !query.unanswerable);
  return {
    documents: [...documents.values()],
    queries: drawn.map(({ query }) => query),
    judgements: new Map(relevant.map(({ query, document }) => [query.id, new Map([[document, 1]])])),
    ignoredJudgements: 0,
    glossary: [],
  };
}

/** So many of the values, in their order. */
function draw<Value>(values: readonly Value[], count: number, seed: number): Value[] {
  const random = seededRandom(seed);
  return values
    .map((value, index) => ({ value, index, lot: random() }))
    .sort((left, right) => left.lot - right.lot)
    .slice(0, count)
    .sort((left, right) => left.index - right.index)
    .map(({ value }) => value);
}
