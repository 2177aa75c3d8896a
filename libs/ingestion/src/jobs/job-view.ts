import { toReason, type FailureReason, type Reason } from '@onggi/corpus';
import type { Language } from '@onggi/platform';

/** What a document or a job is at. `received` is a job whose files are still coming in. */
export type StageName = 'received' | 'parsing' | 'chunking' | 'embedding' | 'staging' | 'publishing';

/** A step with how much of it is done. */
export interface Stage {
  name: StageName;
  done: number;
  total: number;
}

export type JobFileStatus = 'waiting' | 'processing' | 'published' | 'unchanged' | 'rejected' | 'quarantined';

/** A file of an upload, by the path it was sent under. */
export interface JobFile {
  path: string;
  documentId: string | null;
  versionId: string | null;
  status: JobFileStatus;
  stage: Stage | null;
  reason: Reason | null;
}

/** An upload being processed, or processed. Counts are files. */
export interface Job {
  id: string;
  corpus: { id: string; key: string };
  status: 'running' | 'finished';
  total: number;
  published: number;
  rejected: number;
  quarantined: number;
  unchanged: number;
  waiting: number;
  processing: number;
  stage: Stage | null;
  /** Documents that ended a second, over the last half minute; null when none did. */
  ratePerSecond: number | null;
  /** At that rate. */
  secondsLeft: number | null;
  /** ISO 8601. */
  createdAt: string;
  finishedAt: string | null;
  documents: JobFile[];
}

export interface JobRow {
  job_id: string;
  corpus_id: string;
  corpus_key: string;
  created_at: Date;
  received_at: Date | null;
  finished_at: Date | null;
  total: number;
  published: number;
  unchanged: number;
  rejected: number;
  quarantined: number;
  /** Files whose version is in work. */
  processing: number;
  /** Stage of most of them. */
  busiest: StageName | null;
  /** Files that ended within the window. */
  recent: number;
  /** Length of the window in seconds: shorter for a young job. */
  window_seconds: number;
}

export interface JobFileRow {
  path: string;
  document_id: string | null;
  version_id: string | null;
  outcome: 'accepted' | 'published' | 'unchanged' | 'rejected' | 'quarantined';
  reason: FailureReason | null;
  status: string | null;
  stage: StageName | null;
  stage_done: number;
  stage_total: number;
}

export function toJob(row: JobRow, documents: JobFile[]): Job {
  const settled = row.published + row.unchanged + row.rejected + row.quarantined;
  const left = row.total - settled;
  const running = row.finished_at === null;
  const rate = row.recent > 0 && row.window_seconds > 0 ? row.recent / row.window_seconds : null;
  return {
    id: row.job_id,
    corpus: { id: row.corpus_id, key: row.corpus_key },
    status: running ? 'running' : 'finished',
    total: row.total,
    published: row.published,
    rejected: row.rejected,
    quarantined: row.quarantined,
    unchanged: row.unchanged,
    waiting: Math.max(left - row.processing, 0),
    processing: Math.min(row.processing, left),
    stage: running ? { name: stageOf(row, left), done: settled, total: row.total } : null,
    ratePerSecond: running ? rate : null,
    secondsLeft: running && rate !== null && row.received_at !== null ? left / rate : null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    documents,
  };
}

function stageOf(row: JobRow, left: number): StageName {
  if (row.busiest !== null) return row.busiest;
  if (row.received_at === null) return 'received';
  return left === 0 ? 'publishing' : 'parsing';
}

export function toJobFile(row: JobFileRow, language: Language): JobFile {
  const status = statusOf(row);
  return {
    path: row.path,
    documentId: row.document_id,
    versionId: row.version_id,
    status,
    stage:
      status === 'processing' && row.stage !== null
        ? { name: row.stage, done: row.stage_done, total: row.stage_total }
        : null,
    reason: status === 'rejected' || status === 'quarantined' ? toReason(row.reason, language) : null,
  };
}

function statusOf({ outcome, status }: JobFileRow): JobFileStatus {
  if (outcome !== 'accepted') return outcome;
  return status === 'processing' ? 'processing' : 'waiting';
}
