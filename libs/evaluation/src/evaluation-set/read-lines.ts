import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EvaluationSetError } from './evaluation-set-error.js';

/** A line that is not blank, with its place. */
export interface Line {
  file: string;
  /** From 1. */
  line: number;
  text: string;
}

/**
 * The lines of a UTF-8 file, blank ones left out; a byte order mark and carriage returns are no part of them.
 * @returns undefined when there is no such file
 */
export async function readLines(folder: string, file: string): Promise<Line[] | undefined> {
  const text = await readFile(path.join(folder, file), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error);
  });
  return text
    ?.replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((content, index) => ({ file, line: index + 1, text: content }))
    .filter((line) => line.text.trim() !== '');
}

/** The same, of a file that must be there. @throws EvaluationSetError */
export async function requireLines(folder: string, file: string): Promise<Line[]> {
  const lines = await readLines(folder, file);
  if (lines) return lines;
  throw new EvaluationSetError(
    { file },
    { ko: '파일이 없습니다.', en: 'there is no such file.' },
    {
      ko: '평가 세트 폴더에는 corpus.jsonl, queries.jsonl, qrels.tsv 가 있어야 합니다.',
      en: 'The folder of an evaluation set holds corpus.jsonl, queries.jsonl and qrels.tsv.',
    },
  );
}

function unreadable(file: string, cause: unknown): EvaluationSetError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EvaluationSetError(
    { file },
    { ko: `읽을 수 없습니다(${reason}).`, en: `it cannot be read (${reason}).` },
    { ko: '경로와 권한을 확인하세요.', en: 'Check the path and its permissions.' },
  );
}
