import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EvaluationSet } from './evaluation-set.js';

/** Writes a set as the folder that readEvaluationSet reads. @param folder made when it is missing */
export async function writeEvaluationSet(folder: string, set: EvaluationSet): Promise<void> {
  await mkdir(folder, { recursive: true });
  const jsonLines = (values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
  const documents = set.documents.map(({ language: lang, ...document }) => ({ ...document, lang }));
  const queries = set.queries.map(({ language: lang, answers, unanswerable, ...query }) => ({
    ...query,
    lang,
    ...(answers.length > 0 && { answers }),
    ...(unanswerable && { unanswerable }),
  }));
  const judgements = [...set.judgements].flatMap(([query, grades]) =>
    [...grades].map(([document, grade]) => `${query}\t${document}\t${grade}\n`),
  );
  await writeFile(path.join(folder, 'corpus.jsonl'), jsonLines(documents));
  await writeFile(path.join(folder, 'queries.jsonl'), jsonLines(queries));
  await writeFile(path.join(folder, 'qrels.tsv'), `query\tdocument\tgrade\n${judgements.join('')}`);
  if (set.glossary.length > 0) {
    await writeFile(path.join(folder, 'glossary.tsv'), set.glossary.map(({ ko, en }) => `${ko}\t${en}\n`).join(''));
  }
}
