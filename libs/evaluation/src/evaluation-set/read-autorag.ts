import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { Language } from '@onggi/platform';
import { EvaluationSetError } from './evaluation-set-error.js';
import type { EvaluationSet } from './evaluation-set.js';
import { fromAutoRag, type AutoRagPage, type AutoRagQuestion } from './from-autorag.js';

/**
 * Reads a benchmark in the form of AutoRAG: a Parquet file of pages and one of questions.
 * @throws EvaluationSetError when a file is no Parquet file or lacks a column
 */
export async function readAutoRag(
  corpusFile: string,
  questionFile: string,
  language: Language,
): Promise<EvaluationSet> {
  const pages = await rows<AutoRagPage>(corpusFile, ['doc_id', 'contents']);
  const questions = await rows<AutoRagQuestion>(questionFile, ['qid', 'query', 'retrieval_gt']);
  return fromAutoRag(pages, questions, language);
}

async function rows<Row>(filename: string, columns: string[]): Promise<Row[]> {
  try {
    return (await parquetReadObjects({ file: await asyncBufferFromFile(filename), columns })) as Row[];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EvaluationSetError(
      { file: filename },
      { ko: `Parquet 파일로 읽지 못했습니다(${reason}).`, en: `it cannot be read as a Parquet file (${reason}).` },
      {
        ko: `열 ${columns.join(', ')}이(가) 있는 파일을 주세요.`,
        en: `Name a file with the columns ${columns.join(', ')}.`,
      },
    );
  }
}
