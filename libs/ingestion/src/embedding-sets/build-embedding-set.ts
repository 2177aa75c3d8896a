import { storedDocument } from '@onggi/corpus';
import { EmbeddingModelNotServedError, passageEmbeddings, UnknownEmbeddingProfileError } from '@onggi/models';
import type { Embedder, EmbedderRegistry, TokenCounter } from '@onggi/models';
import { createLogger, OnggiError } from '@onggi/platform';
import {
  addBuiltVectors,
  beginBuild,
  emptySet,
  endBuild,
  failBuild,
  nextIncompleteVersion,
  passagesToEmbed,
  StaleBuildError,
  type SetBuild,
} from '@onggi/retrieval';
import { enqueue, type JobRun, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { isAway, untilReached } from '../work/until-reached.js';
import { passageTexts } from './passage-texts.js';

const log = createLogger('embedding-sets');

/** One call of the model at a time, so that uploads, which make several, go before. */
const passagesPerCall = 16;
const vectorsPerRemoval = 2_000;
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

export interface BuildEmbeddingSetParts {
  database: TenantDb;
  embedders: EmbedderRegistry;
  tokens: TokenCounter;
}

/** Gives a set the vectors, and tokens where its model has them, that it lacks, version by version. Safe to run again at any point: what is there stays. */
export class BuildEmbeddingSet {
  constructor(private readonly parts: BuildEmbeddingSetParts) {}

  async run({ context, payload, signal }: JobRun): Promise<void> {
    const setId = Number(payload['setId']);
    const build = await this.inTransaction(context, signal, (transaction) => beginBuild(transaction, setId));
    if (!build) return;
    try {
      await this.fill(context, build, this.parts.embedders.of(build.profile), signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof StaleBuildError) return log.info({ setId }, 'another run builds the set, or it was removed');
      if (!isForPeople(error)) throw error;
      log.error({ setId, code: error.code, data: error.data }, 'an embedding set cannot be built');
      const { code, localizedMessage: message, remedy } = error;
      await this.inTransaction(context, signal, (transaction) =>
        failBuild(transaction, build, { code, message, remedy }),
      );
    }
  }

  /** Deletes the vectors of a set that was removed, batch by batch. */
  async empty({ context, payload, signal }: JobRun): Promise<void> {
    const setId = Number(payload['setId']);
    for (let removed = vectorsPerRemoval; removed === vectorsPerRemoval;) {
      removed = await this.inTransaction(context, signal, (transaction) =>
        emptySet(transaction, setId, vectorsPerRemoval),
      );
    }
  }

  private async fill(context: TenantContext, build: SetBuild, embedder: Embedder, signal: AbortSignal): Promise<void> {
    const options = { withTokens: embedder.withTokens !== undefined };
    for (let isWhole = false; !isWhole;) {
      for (let versionId: string | undefined = beforeAllIds; versionId !== undefined;) {
        const after: string = versionId;
        versionId = await this.inTransaction(context, signal, (transaction) =>
          nextIncompleteVersion(transaction, build, after, options),
        );
        if (versionId !== undefined) await this.fillVersion(context, build, embedder, versionId, signal);
      }
      isWhole = await this.inTransaction(context, signal, async (transaction) => {
        if (!(await endBuild(transaction, build))) return false;
        await enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]);
        return true;
      });
    }
  }

  private async fillVersion(
    context: TenantContext,
    build: SetBuild,
    embedder: Embedder,
    versionId: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { document, passages } = await this.inTransaction(context, signal, async (transaction) => ({
      document: await storedDocument(transaction, versionId),
      passages: await passagesToEmbed(transaction, build, versionId, {
        withTokens: embedder.withTokens !== undefined,
      }),
    }));
    // Removed since it was found.
    if (!document) return;
    const texts = await passageTexts(document, passages, this.parts.tokens, signal);
    for (let from = 0; from < passages.length; from += passagesPerCall) {
      const embedded = await passageEmbeddings(embedder, texts.slice(from, from + passagesPerCall), signal);
      const rows = passages.slice(from, from + passagesPerCall).flatMap(({ chunkId, language }, index) => {
        const passage = embedded[index];
        return passage ? [{ chunkId, language, ...passage }] : [];
      });
      await this.inTransaction(context, signal, (transaction) => addBuiltVectors(transaction, build, versionId, rows));
    }
  }

  private inTransaction<Result>(
    context: TenantContext,
    signal: AbortSignal,
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return untilReached(signal, () => this.parts.database.run(context, work));
  }
}

/** What trying again does not mend: the model is not there, or answers otherwise than its profile says. */
function isForPeople(error: unknown): error is OnggiError {
  if (error instanceof EmbeddingModelNotServedError || error instanceof UnknownEmbeddingProfileError) return true;
  return error instanceof OnggiError && error.code.startsWith('MODEL_') && !isAway(error);
}
