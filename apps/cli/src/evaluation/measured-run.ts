import { readFile, writeFile } from 'node:fs/promises';
import {
  compareRuns,
  evaluationReport,
  scoreQueries,
  type EvaluationReport,
  type EvaluationSet,
  type PairedDifference,
  type QueryScores,
} from '@onggi/evaluation';
import { CommandError } from '../client/environment.js';
import { patiently } from '../client/patiently.js';
import { printNote, say } from '../output/output.js';
import type { EvaluationPlace } from './evaluation-place.js';
import { runQueries, type QueryRun } from './run-queries.js';
import { uploadDocuments, type UploadedDocuments } from './upload-documents.js';

/** A set that was measured. */
export interface MeasuredRun {
  report: EvaluationReport;
  /** One a query: what another run is compared with. */
  scores: QueryScores[];
  /** Against another run of the same set, where one was named. */
  differences?: Partial<Record<string, PairedDifference>>;
}

const namedFailures = 5;

/** Uploads the set, runs its queries and judges them. */
export async function measure(
  place: EvaluationPlace,
  set: EvaluationSet,
  options: { retrievalOnly: boolean; rerank?: boolean; embeddingSet?: number; signal: AbortSignal },
): Promise<MeasuredRun> {
  const { setIds, rejected } = await ingestSet(place, set, options.signal);
  const { outcomes, failures } = await askSet(place, set, { ...options, setIds });
  const scores = scoreQueries(set, outcomes);
  const failed = new Set(failures.map(({ id }) => id)).size;
  return { scores, report: evaluationReport(set, outcomes, scores, { rejected: rejected.length, failed }) };
}

/** Uploads a set's documents and makes an expert with its glossary; says what could not be indexed. */
export async function ingestSet(
  place: EvaluationPlace,
  set: EvaluationSet,
  signal: AbortSignal,
): Promise<UploadedDocuments> {
  const uploaded = await uploadDocuments(place, set, signal);
  noteFailures({ ko: '색인하지 못한 문서', en: 'documents that could not be indexed' }, uploaded.rejected);
  await patiently(signal, () =>
    place.client.put(`/api/v1/experts/${place.expert}`, {
      name: { ko: '평가', en: 'Evaluation' },
      corpora: [place.corpus],
      glossary: set.glossary,
    }),
  );
  return uploaded;
}

/** Runs a set's queries; says which failed. */
export async function askSet(...run: Parameters<typeof runQueries>): Promise<QueryRun> {
  const ran = await runQueries(...run);
  noteFailures({ ko: '실패한 질문', en: 'queries that failed' }, ran.failures);
  return ran;
}

function noteFailures(name: { ko: string; en: string }, failures: readonly { id: string; reason: string }[]): void {
  if (failures.length === 0) return;
  printNote(`${say(name)}: ${failures.length}`);
  for (const { id, reason } of failures.slice(0, namedFailures)) printNote(`  ${id}: ${reason}`);
  if (failures.length > namedFailures) printNote('  …');
}

/** Keeps a run's scores, so that another can be compared with it. */
export async function writeRun(file: string, { report, scores }: MeasuredRun): Promise<void> {
  await writeFile(file, `${JSON.stringify({ report, scores })}\n`);
}

/** @param file what writeRun wrote @throws CommandError */
export async function comparedWith(file: string, run: MeasuredRun): Promise<MeasuredRun> {
  return { ...run, differences: compareRuns(run.scores, await readScores(file)) };
}

/** @param file what writeRun wrote @throws CommandError */
export async function readScores(file: string): Promise<QueryScores[]> {
  try {
    const { scores } = JSON.parse(await readFile(file, 'utf8')) as { scores?: QueryScores[] };
    if (Array.isArray(scores)) return scores;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') throw noRun(file);
    throw error;
  }
  throw noRun(file);
}

function noRun(file: string): CommandError {
  return new CommandError(
    say({ ko: `${file} 에는 측정 결과가 없습니다.`, en: `${file} holds no run.` }),
    say({ ko: 'onggi eval --out 이 쓴 파일을 주세요.', en: 'Name a file that onggi eval --out wrote.' }),
    'RUN_NOT_FOUND',
  );
}
