import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { JsonRecord } from '../evaluation-set/json-record.js';
import { requireLines } from '../evaluation-set/read-lines.js';

/** Something that a reader of the manuals wants to know, in both languages. */
export interface ManualQuestion {
  id: string;
  /** Keys of the pages that answer it; none when no page does. */
  pages: readonly string[];
  ko: string;
  en: string;
}

/** Questions to choose weights and thresholds by, and questions to report. */
export type Half = 'tuning' | 'held-out';

const OWN_QUESTIONS = fileURLToPath(new URL('../../sets/manuals/', import.meta.url));

/**
 * The questions that Onggi asks about Debian's manuals: written by hand for it after reading the pages.
 * @param folder with questions.jsonl, a question a line: {id, pages, ko, en}
 * @throws EvaluationSetError naming file and line
 */
export async function readManualQuestions(folder: string = OWN_QUESTIONS): Promise<ManualQuestion[]> {
  return (await requireLines(folder, 'questions.jsonl')).map((line) => {
    const record = new JsonRecord(line);
    return { id: record.id(), pages: record.texts('pages'), ko: record.text('ko'), en: record.text('en') };
  });
}

/** The half that a question belongs to, by a hash of its id: it stays when questions are added. */
export function halfOf({ id }: Pick<ManualQuestion, 'id'>): Half {
  const [first = 0] = createHash('sha256').update(id).digest();
  return first % 2 === 0 ? 'tuning' : 'held-out';
}
