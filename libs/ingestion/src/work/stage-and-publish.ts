import { lockForPublishing, publishVersion, reportStage, writeContent, type VersionAttempt } from '@onggi/corpus';
import { CHUNKER_VERSION, type Chunk, type ParsedDocument } from '@onggi/documents';
import { analyzePassages, hasHangul, nothingToAnalyze, oneAnalyzer, type MorphologicalAnalyzer } from '@onggi/language';
import type { EmbedderRegistry } from '@onggi/models';
import { newId } from '@onggi/platform';
import {
  embeddingSets,
  EmbeddingSetsChangedError,
  requestSetJob,
  setsThatMiss,
  type EmbeddingSet,
  type PassageIndex,
  type StagedChunk,
} from '@onggi/retrieval';
import type { TenantContext, TenantDb, TenantTransaction } from '@onggi/tenancy';
import { settleVersion } from '../jobs/job-progress.js';
import { embedForSets } from './embed-for-sets.js';

/** Passages embedded and staged together: bounds memory and the length of a transaction. Most documents have fewer. */
const chunksPerSlice = 256;

export interface ReadVersion {
  attempt: VersionAttempt;
  /** The tenant's when the attempt began: for these it is embedded first. */
  sets: readonly EmbeddingSet[];
  parsed: ParsedDocument;
  chunks: readonly Chunk[];
}

interface Parts {
  database: TenantDb;
  embedders: EmbedderRegistry;
  analyzer: MorphologicalAnalyzer;
  index: PassageIndex;
}

/** What a slice becomes on its way. */
interface StagingOptions {
  onProgress: (done: number) => void;
  announce: boolean;
}

/**
 * As below, begun again when the tenant switched to an embedding set for which passages lack a vector.
 * @throws StaleAttemptError
 */
export async function stageAndPublish(
  parts: Parts,
  context: TenantContext,
  version: ReadVersion,
  signal: AbortSignal,
  options: StagingOptions,
): Promise<void> {
  let { sets } = version;
  for (let isSettled = false; !isSettled;) {
    isSettled = await stageFor(sets, parts, context, version, signal, options).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof EmbeddingSetsChangedError)) throw error;
        return false;
      },
    );
    if (!isSettled) sets = await parts.database.run(context, embeddingSets);
  }
}

/**
 * Embeds and analyses the passages slice by slice, stages each slice under the hidden version, and publishes with the last: one
 * transaction for a document of ordinary size. Each transaction checks the fence first, and none is open while the
 * model works.
 * @throws StaleAttemptError, EmbeddingSetsChangedError
 */
async function stageFor(
  sets: readonly EmbeddingSet[],
  parts: Parts,
  context: TenantContext,
  version: ReadVersion,
  signal: AbortSignal,
  options: StagingOptions,
): Promise<void> {
  const { attempt, chunks } = version;
  const analyzers = new Set<string>();
  for (let from = 0; from < chunks.length; from += chunksPerSlice) {
    const slice = chunks.slice(from, from + chunksPerSlice);
    const staged = await prepared(parts, sets, slice, signal, (done) => options.onProgress(from + done));
    for (const chunk of staged) analyzers.add(analyzerOf(chunk));
    const last = from + chunksPerSlice >= chunks.length;
    await parts.database.run(context, async (transaction) => {
      const stage = async () => {
        // What an earlier attempt left is replaced.
        if (from === 0 && attempt.attempt > 1) await parts.index.purge(transaction, [attempt.versionId]);
        await parts.index.stage(transaction, attempt.versionId, staged);
      };
      if (last) return publish(transaction, version, stage, oneAnalyzer(analyzers), options.announce);
      await reportStage(transaction, attempt, 'embedding', from + slice.length, chunks.length);
      await stage();
    });
  }
}

async function publish(
  transaction: TenantTransaction,
  { attempt, parsed, chunks }: ReadVersion,
  stage: () => Promise<void>,
  analyzer: string,
  announce: boolean,
): Promise<void> {
  const { tree, mediaType } = parsed;
  const lock = await lockForPublishing(transaction, attempt);
  await stage();
  await checkSets(transaction, attempt.versionId);
  await writeContent(transaction, attempt.versionId, tree);
  await publishVersion(transaction, lock, {
    title: tree.title,
    language: tree.language,
    mediaType,
    pageCount: tree.pages.length === 0 ? null : tree.pages.length,
    chunkCount: chunks.length,
    analyzer,
    chunker: CHUNKER_VERSION,
  });
  await settleVersion(transaction, attempt.versionId, 'published', announce);
}

function analyzerOf({ morphology, searchText }: StagedChunk): string {
  return morphology?.analyzer ?? (hasHangul(searchText) ? '' : nothingToAnalyze);
}

/** The active set has each passage. Of the others one may have been away, or be new: it is built further. */
async function checkSets(transaction: TenantTransaction, versionId: string): Promise<void> {
  const missing = await setsThatMiss(transaction, versionId);
  if (missing.length === 0) return;
  const sets = await embeddingSets(transaction);
  for (const { setId, state } of sets.filter((set) => missing.includes(set.setId))) {
    if (state === 'active') throw new EmbeddingSetsChangedError(transaction.context.tenant);
    await requestSetJob(transaction, 'build-embedding-set', setId);
  }
}

async function prepared(
  { embedders, analyzer }: Parts,
  sets: readonly EmbeddingSet[],
  chunks: readonly Chunk[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<StagedChunk[]> {
  const passages = chunks.map(({ embeddingText, language }) => ({ text: embeddingText, language }));
  const texts = passages.map(({ text }) => text);
  // Beside each other: neither the embedder's line nor the analyzer's is then empty for want of the other's reply.
  const [vectors, early] = await Promise.all([
    embedForSets(embedders, sets, passages, signal, onProgress),
    analyzePassages(analyzer, texts, signal),
  ]);
  // Vectors are waited for without end, morphemes are not: once vectors are there, the model server is, and is asked again.
  const morphologies = early.every((each) => !each) ? await analyzePassages(analyzer, texts, signal) : early;
  return chunks.map((chunk, index) => {
    const { ordinal, language, start, end, page, heading, locator, tokenCount, text } = chunk;
    return {
      chunkId: newId(),
      ordinal,
      language,
      start,
      end,
      page,
      heading,
      locator,
      tokenCount,
      text,
      searchText: chunk.embeddingText,
      morphology: morphologies[index],
      vectors: vectors[index] ?? [],
    };
  });
}
