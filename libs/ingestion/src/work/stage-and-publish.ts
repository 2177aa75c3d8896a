import { lockForPublishing, publishVersion, reportStage, writeContent, type VersionAttempt } from '@onggi/corpus';
import type { Chunk, ParsedDocument } from '@onggi/documents';
import { analyzePassages, type MorphologicalAnalyzer } from '@onggi/language';
import type { Embedder } from '@onggi/models';
import { newId } from '@onggi/platform';
import type { PassageIndex, StagedChunk } from '@onggi/retrieval';
import type { TenantContext, TenantDb, TenantTransaction } from '@onggi/tenancy';
import { settleVersion } from '../jobs/job-progress.js';
import { embedPassages } from './embed-passages.js';
import { untilReached } from './until-reached.js';

/** Passages embedded and staged together: bounds memory and the length of a transaction. Most documents have fewer. */
const chunksPerSlice = 256;

export interface ReadVersion {
  attempt: VersionAttempt;
  parsed: ParsedDocument;
  chunks: readonly Chunk[];
}

interface Parts {
  database: TenantDb;
  embedder: Embedder;
  analyzer: MorphologicalAnalyzer;
  index: PassageIndex;
}

/**
 * Embeds and analyses the passages slice by slice, stages each slice under the hidden version, and publishes with the last: one
 * transaction for a document of ordinary size. Each transaction checks the fence first, and none is open while the
 * model works.
 * @throws StaleAttemptError
 */
export async function stageAndPublish(
  parts: Parts,
  context: TenantContext,
  version: ReadVersion,
  signal: AbortSignal,
  options: { onProgress: (done: number) => void; announce: boolean },
): Promise<void> {
  const { attempt, chunks } = version;
  for (let from = 0; from < chunks.length; from += chunksPerSlice) {
    const slice = chunks.slice(from, from + chunksPerSlice);
    const staged = await prepared(parts, slice, signal, (done) => options.onProgress(from + done));
    const last = from + chunksPerSlice >= chunks.length;
    await parts.database.run(context, async (transaction) => {
      const stage = async () => {
        // What an earlier attempt left is replaced.
        if (from === 0 && attempt.attempt > 1) await parts.index.purge(transaction, [attempt.versionId]);
        await parts.index.stage(transaction, attempt.versionId, staged);
      };
      if (last) return publish(transaction, version, stage, options.announce);
      await reportStage(transaction, attempt, 'embedding', from + slice.length, chunks.length);
      await stage();
    });
  }
}

async function publish(
  transaction: TenantTransaction,
  { attempt, parsed, chunks }: ReadVersion,
  stage: () => Promise<void>,
  announce: boolean,
): Promise<void> {
  const { tree, mediaType } = parsed;
  const lock = await lockForPublishing(transaction, attempt);
  await stage();
  await writeContent(transaction, attempt.versionId, tree);
  await publishVersion(transaction, lock, {
    title: tree.title,
    language: tree.language,
    mediaType,
    pageCount: tree.pages.length === 0 ? null : tree.pages.length,
    chunkCount: chunks.length,
  });
  await settleVersion(transaction, attempt.versionId, 'published', announce);
}

async function prepared(
  { embedder, analyzer }: Parts,
  chunks: readonly Chunk[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<StagedChunk[]> {
  const passages = chunks.map(({ embeddingText, language }) => ({ text: embeddingText, language }));
  const vectors = await untilReached(signal, () => embedPassages(embedder, passages, signal, onProgress));
  // After the vectors: the model server is there then, so an analyzer that does not answer is not worth a long wait.
  const morphologies = await analyzePassages(
    analyzer,
    passages.map(({ text }) => text),
    signal,
  );
  return chunks.map((chunk, index) => {
    const embedding = vectors[index];
    if (!embedding) throw new Error(`${chunks.length} passages were given ${vectors.length} vectors.`);
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
      embedding,
    };
  });
}
