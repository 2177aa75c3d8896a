import { Inject, Injectable } from '@nestjs/common';
import { accessOf, accessSetFor, corpusNamed, ORIGINAL_STORE, saveCorpus, type OriginalStore } from '@onggi/corpus';
import { createLogger, isId } from '@onggi/platform';
import { everyone, ProcessIdentity, requireRole, TenantDb, type TenantContext } from '@onggi/tenancy';
import { untilReached } from '../work/until-reached.js';
import { FileReceiver, type UploadedFile } from './received-file.js';
import { NoFilesError } from './upload-errors.js';
import { UploadJob, type UploadTarget } from './upload-job.js';

export const INGESTION_OPTIONS = Symbol('IngestionOptions');

export interface IngestionOptions {
  /** Folder for zips while they are unpacked. */
  spoolFolder: string;
}

/** What a person or program uploads. */
export interface UploadRequest {
  /** Key or id. */
  corpus: string;
  /** Makes the corpus when no corpus has this key. */
  createCorpus?: boolean;
  /** With corpus and external id, what a document is known by. */
  source: string;
  /** Group keys. With neither groups nor label, documents that exist keep their access; new ones are open to everyone. */
  groups?: readonly string[];
  /** O, S or C. */
  label?: string;
  files: AsyncIterable<UploadedFile>;
}

const log = createLogger('ingestion');

@Injectable()
export class IngestionService {
  private readonly receiver: FileReceiver;

  constructor(
    private readonly database: TenantDb,
    private readonly identity: ProcessIdentity,
    @Inject(ORIGINAL_STORE) originals: OriginalStore,
    @Inject(INGESTION_OPTIONS) options: IngestionOptions,
  ) {
    this.receiver = new FileReceiver(originals, options.spoolFolder);
  }

  /**
   * Takes files in and leaves their processing to the worker. Files are read one after the other, never whole; a file
   * that cannot be taken is named in the job with a reason and does not stop the others.
   * @returns the id of the job, when all files are kept
   * @throws ForbiddenError, CorpusNotFoundError, UnknownGroupError, UnknownLabelError, InvalidCorpusKeyError, NoFilesError,
   *   OriginalStoreError, OriginalStoreFullError, DatabaseUnavailableError
   */
  async upload(context: TenantContext, request: UploadRequest): Promise<{ jobId: string }> {
    requireRole(context, 'curator');
    const target = await this.prepare(context, request);
    const job = new UploadJob(this.database, context, this.identity.id, target);
    try {
      for await (const file of this.receiver.receive(context.tenant, request.files)) await job.add(file);
      if (job.empty) throw new NoFilesError();
      await job.seal();
    } catch (error) {
      // What was written down goes on without the rest; the job must not wait for files that never come.
      this.sealSoon(job);
      throw error;
    }
    return { jobId: job.id };
  }

  private async prepare(context: TenantContext, request: UploadRequest): Promise<UploadTarget> {
    const given = request.groups !== undefined || request.label !== undefined;
    const access = accessOf(request.groups, request.label);
    return this.database.run(context, async (transaction) => {
      const mayCreate = request.createCorpus === true && !isId(request.corpus);
      const corpus = mayCreate
        ? await saveCorpus(transaction, request.corpus)
        : await corpusNamed(transaction, request.corpus);
      const accessSetId = given ? await accessSetFor(transaction, access) : undefined;
      return {
        corpusId: corpus.id,
        source: request.source,
        accessSetId,
        newDocumentsAccessSetId: accessSetId ?? (await accessSetFor(transaction, { groups: [everyone], label: 'O' })),
      };
    });
  }

  private sealSoon(job: UploadJob): void {
    untilReached(new AbortController().signal, () => job.seal()).catch((error: unknown) =>
      log.error({ error: String(error), jobId: job.id }, 'an interrupted upload could not be closed'),
    );
  }
}
