import { holdCorpus, registerVersions, type FailureReason, type RegisteredFile } from '@onggi/corpus';
import { newId, type OnggiError } from '@onggi/platform';
import { enqueue, recordAudit, sql, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { announceJob, sealJob } from '../jobs/job-progress.js';
import type { ReceivedFile } from './received-file.js';

/** Where an upload goes and who may read it. */
export interface UploadTarget {
  corpusId: string;
  source: string;
  /** Undefined: known documents keep their access. */
  accessSetId: string | undefined;
  newDocumentsAccessSetId: string;
}

const filesPerBatch = 100;
const batchEveryMs = 1_000;

type KeptFile = Extract<ReceivedFile, { stored: unknown }>;

interface JobFileRow {
  path: string;
  documentId: string | null;
  versionId: string | null;
  outcome: 'accepted' | 'unchanged' | 'rejected';
  reason: FailureReason | null;
}

/**
 * The job of one upload while its files come in. Each batch is one transaction that makes documents, versions, the job's
 * rows and the jobs that process them, so what a dying process had not written down has left no trace but bytes.
 */
export class UploadJob {
  readonly id = newId();
  private waiting: ReceivedFile[] = [];
  private identities = new Set<string>();
  private written = 0;
  private lastBatchAt = 0;

  /** @param receiver id of this process, which proves by a lock that it lives */
  constructor(
    private readonly database: TenantDb,
    private readonly context: TenantContext,
    private readonly receiver: string,
    private readonly target: UploadTarget,
  ) {}

  get empty(): boolean {
    return this.written === 0 && this.waiting.length === 0;
  }

  async add(file: ReceivedFile): Promise<void> {
    // Two versions of one document in one upload are registered one after the other.
    if ('externalId' in file && this.identities.has(file.externalId)) await this.writeBatch();
    this.waiting.push(file);
    if ('externalId' in file) this.identities.add(file.externalId);
    if (this.waiting.length >= filesPerBatch || Date.now() - this.lastBatchAt > batchEveryMs) await this.writeBatch();
  }

  /** Writes what waits and notes that no more comes. */
  async seal(): Promise<void> {
    await this.writeBatch();
    if (this.written > 0) await this.database.run(this.context, (transaction) => sealJob(transaction, this.id));
  }

  private async writeBatch(): Promise<void> {
    if (this.waiting.length === 0) return;
    await this.database.run(this.context, async (transaction) => {
      await holdCorpus(transaction, this.target.corpusId);
      const rows = await this.register(transaction);
      await this.writeRows(transaction, rows);
      await announceJob(transaction, this.id);
    });
    this.written += this.waiting.length;
    this.waiting = [];
    this.identities = new Set();
    this.lastBatchAt = Date.now();
  }

  private async register(transaction: TenantTransaction): Promise<JobFileRow[]> {
    const kept = this.waiting.filter((file): file is KeptFile => 'stored' in file);
    const registered = await registerVersions(transaction, {
      ...this.target,
      files: kept.map(({ stored, ...file }) => ({
        ...file,
        sha256: stored.sha256,
        byteSize: stored.byteSize,
        originalKey: stored.key,
      })),
    });
    const toProcess = registered.filter(({ outcome }) => outcome === 'new' || outcome === 'again');
    await enqueue(
      transaction,
      'ingest-version',
      toProcess.map(({ versionId }) => ({ payload: { versionId }, key: versionId })),
    );
    const byFile = new Map(
      kept.map((file, index): [ReceivedFile, RegisteredFile | undefined] => [file, registered[index]]),
    );
    return this.waiting.map((file) => ('refused' in file ? refusedRow(file) : keptRow(file, byFile.get(file))));
  }

  private async writeRows(transaction: TenantTransaction, rows: readonly JobFileRow[]): Promise<void> {
    const { tenant } = this.context;
    const count = (outcome: JobFileRow['outcome']) => rows.filter((row) => row.outcome === outcome).length;
    if (this.written === 0) await recordAudit(transaction, { action: 'document.upload', target: this.id });
    // A receiver that was taken for dead while it lost its connection takes its job back.
    await transaction.execute(
      sql`INSERT INTO onggi.ingestion_job (tenant_id, job_id, corpus_id, source, created_by, receiver, total, unchanged, rejected)
          VALUES (${tenant}, ${this.id}, ${this.target.corpusId}, ${this.target.source}, ${this.context.principal}, ${this.receiver},
                  ${rows.length}, ${count('unchanged')}, ${count('rejected')})
          ON CONFLICT (tenant_id, job_id) DO UPDATE
          SET total = ingestion_job.total + EXCLUDED.total, unchanged = ingestion_job.unchanged + EXCLUDED.unchanged,
              rejected = ingestion_job.rejected + EXCLUDED.rejected, received_at = NULL, finished_at = NULL`,
    );
    await transaction.execute(
      sql`INSERT INTO onggi.ingestion_job_file (tenant_id, job_id, ordinal, path, document_id, version_id, outcome, reason)
          SELECT ${tenant}, ${this.id}, ${this.written} + f.position - 1, f.path, f.document_id, f.version_id, f.outcome, f.reason
          FROM unnest(${rows.map((row) => row.path)}::text[], ${rows.map((row) => row.documentId)}::uuid[],
                      ${rows.map((row) => row.versionId)}::uuid[], ${rows.map((row) => row.outcome)}::text[],
                      ${rows.map((row) => row.reason && JSON.stringify(row.reason))}::jsonb[])
            WITH ORDINALITY AS f (path, document_id, version_id, outcome, reason, position)`,
    );
  }
}

function refusedRow(file: { path: string; refused: OnggiError }): JobFileRow {
  return { path: file.path, documentId: null, versionId: null, outcome: 'rejected', reason: reasonOf(file.refused) };
}

function keptRow(file: KeptFile, registered: RegisteredFile | undefined): JobFileRow {
  if (!registered) throw new Error('A file was kept but not registered.');
  return {
    path: file.path,
    documentId: registered.documentId,
    versionId: registered.versionId,
    outcome: registered.outcome === 'unchanged' ? 'unchanged' : 'accepted',
    reason: null,
  };
}

/** An error as the reason that is kept with a file. */
export function reasonOf(error: OnggiError): FailureReason {
  return { code: error.code, message: error.localizedMessage, remedy: error.remedy };
}
