import { setTimeout as sleep } from 'node:timers/promises';
import {
  beginAttempt,
  failVersion,
  reportStage,
  StaleAttemptError,
  versionExists,
  type FailureReason,
  type OriginalStore,
  type VersionAttempt,
  type VersionStage,
} from '@onggi/corpus';
import {
  chunkTree,
  DocumentError,
  type Chunk,
  type DocumentParser,
  type DocumentTree,
  type ParsedDocument,
} from '@onggi/documents';
import type { MorphologicalAnalyzer } from '@onggi/language';
import type { EmbedderRegistry, TokenCounter } from '@onggi/models';
import { createLogger, OnggiError } from '@onggi/platform';
import { embeddingSets, type EmbeddingSet, type PassageIndex } from '@onggi/retrieval';
import type { JobRun, TenantContext, TenantDb } from '@onggi/tenancy';
import { settleVersion, type Settlement } from '../jobs/job-progress.js';
import { reasonOf } from '../upload/upload-job.js';
import { ByteBudget } from './byte-budget.js';
import { Rhythm } from './rhythm.js';
import type { StatisticsSchedule } from './statistics-schedule.js';
import { stageAndPublish } from './stage-and-publish.js';
import { isAway, untilReached } from './until-reached.js';
import { noPassages, parserCrashed, processingFailed } from './work-errors.js';

const log = createLogger('ingest-version');

export interface IngestVersionParts {
  database: TenantDb;
  originals: OriginalStore;
  parser: Pick<DocumentParser, 'parse'>;
  embedders: EmbedderRegistry;
  tokens: TokenCounter;
  analyzer: MorphologicalAnalyzer;
  index: PassageIndex;
  statistics: StatisticsSchedule;
}

/** Unknown faults in a row before a version is set aside, and the pause after the first. */
const unknownFaultsAllowed = 3;
const firstPauseMs = 250;
/** Deaths while parsing before the file is held to be the killer: more than an unlucky series of restarts makes. */
const parsingDeathsAllowed = 12;
/** Files in memory at once: six small ones, or one of the largest. */
const bytesInMemory = 96 * 1024 ** 2;
/** Above this a file is worth a write that says its parsing is over. */
const largeFileBytes = 1024 ** 2;

/** Processes one version: original → tree → passages → vectors → index → published. Safe to run again at any point. */
export class IngestVersion {
  private readonly memory = new ByteBudget(bytesInMemory);
  private readonly announcements = new Rhythm(300);

  constructor(private readonly parts: IngestVersionParts) {}

  /** @throws StaleAttemptError when another run has taken over; an AbortError when the worker stops */
  async run({ context, payload, signal }: JobRun): Promise<void> {
    const versionId = String(payload['versionId']);
    await untilReached(signal, () => this.untilSettled(context, versionId, signal));
  }

  private async untilSettled(context: TenantContext, versionId: string, signal: AbortSignal): Promise<void> {
    for (let faults = 1; ; faults++) {
      // Together: a transaction costs a document of one passage as much as half of its statements.
      const { attempt, sets } = await this.parts.database.run(context, async (transaction) => ({
        attempt: await beginAttempt(transaction, versionId),
        sets: await embeddingSets(transaction),
      }));
      if (!attempt) return;
      try {
        return await this.process(context, attempt, sets, signal);
      } catch (error) {
        if (signal.aborted || isAway(error)) throw error;
        if (error instanceof StaleAttemptError) return await this.giveUp(context, versionId, error);
        const verdict = verdictOn(error);
        if (verdict) return await this.fail(context, attempt, verdict.disposition, verdict.reason);
        log.error({ error: stackOf(error), versionId, faults }, 'a document could not be processed');
        if (faults > unknownFaultsAllowed) return await this.fail(context, attempt, 'quarantined', processingFailed);
        await sleep(firstPauseMs * 2 ** faults, undefined, { signal });
      }
    }
  }

  private async process(
    context: TenantContext,
    attempt: VersionAttempt,
    sets: readonly EmbeddingSet[],
    signal: AbortSignal,
  ): Promise<void> {
    if (attempt.diedParsing >= parsingDeathsAllowed) return this.fail(context, attempt, 'quarantined', parserCrashed);
    const parsed = await this.parse(context, attempt, signal);
    if (attempt.attempt > 1 || attempt.byteSize > largeFileBytes) await this.report(context, attempt, 'chunking');
    const chunks = await this.chunk(parsed.tree, attempt, signal);
    if (chunks.length === 0) return this.fail(context, attempt, 'rejected', noPassages);
    const progress = new Rhythm(1_000);
    await stageAndPublish(this.parts, context, { attempt, sets, parsed, chunks }, signal, {
      onProgress: (done) => {
        if (chunks.length < 48 || !progress.due(attempt.versionId)) return;
        // Only for the eye: the next write corrects it, and a lost fence shows at staging.
        this.report(context, attempt, 'embedding', done, chunks.length).catch((error: unknown) =>
          log.debug({ error: String(error), versionId: attempt.versionId }, 'progress was not written'),
        );
      },
      announce: this.announcements.due(context.tenant),
    });
    await this.parts.statistics.published(context, chunks.length);
  }

  private parse(context: TenantContext, attempt: VersionAttempt, signal: AbortSignal): Promise<ParsedDocument> {
    return this.memory.hold(attempt.byteSize, async () => {
      const bytes = await this.parts.originals.read(context.tenant, attempt.originalKey);
      const { path, mediaType } = attempt;
      const parsed = await this.parts.parser.parse({ bytes, path, mediaType }, signal);
      const { givenTitle, givenLanguage } = attempt;
      const { title, language } = parsed.tree;
      return { ...parsed, tree: { ...parsed.tree, title: givenTitle ?? title, language: givenLanguage ?? language } };
    });
  }

  private chunk(tree: DocumentTree, { givenLanguage }: VersionAttempt, signal: AbortSignal): Promise<Chunk[]> {
    return chunkTree(tree, {
      ...(givenLanguage && { language: givenLanguage }),
      countTokens: (texts) => untilReached(signal, () => this.parts.tokens.countTokens(texts, signal)),
    });
  }

  private async report(
    context: TenantContext,
    attempt: VersionAttempt,
    stage: VersionStage,
    done = 0,
    total = 0,
  ): Promise<void> {
    await this.parts.database.run(context, (transaction) => reportStage(transaction, attempt, stage, done, total));
  }

  /** Another run has taken over, or the document was removed, which leaves nothing to do. @throws StaleAttemptError */
  private async giveUp(context: TenantContext, versionId: string, stale: StaleAttemptError): Promise<void> {
    const exists = await this.parts.database.run(context, (transaction) => versionExists(transaction, versionId));
    if (exists) throw stale;
  }

  private async fail(
    context: TenantContext,
    attempt: VersionAttempt,
    disposition: Exclude<Settlement, 'published'>,
    reason: FailureReason,
  ): Promise<void> {
    await this.parts.database.run(context, async (transaction) => {
      await failVersion(transaction, attempt, disposition, reason);
      await this.parts.index.purge(transaction, [attempt.versionId]);
      await settleVersion(transaction, attempt.versionId, disposition, this.announcements.due(context.tenant));
    });
  }
}

/** What becomes of the document when the fault is known to be its own; undefined for a fault that may pass. */
function verdictOn(
  error: unknown,
): { disposition: Exclude<Settlement, 'published'>; reason: FailureReason } | undefined {
  if (error instanceof DocumentError) return { disposition: error.disposition, reason: reasonOf(error) };
  if (error instanceof OnggiError && !error.retryable) return { disposition: 'quarantined', reason: reasonOf(error) };
  return undefined;
}

function stackOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` ← ${error.cause.stack}` : '';
  return error instanceof Error ? `${error.stack}${cause}` : String(error);
}
