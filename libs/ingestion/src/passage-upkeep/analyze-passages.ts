import { storedDocument } from '@onggi/corpus';
import {
  analyzePassages,
  hasHangul,
  isOutdatedAnalyzer,
  nothingToAnalyze,
  oneAnalyzer,
  type MorphologicalAnalyzer,
} from '@onggi/language';
import type { TokenCounter } from '@onggi/models';
import { createLogger } from '@onggi/platform';
import {
  indexedPassages,
  markAnalyzed,
  nextUnanalyzedVersion,
  writeAnalysis,
  type AnalyzedPassage,
  type IndexedPassage,
} from '@onggi/retrieval';
import { enqueue, type JobRun, type TenantContext, type TenantDb, type TenantTransaction } from '@onggi/tenancy';
import { passageTexts } from '../embedding-sets/passage-texts.js';
import { untilReached } from '../work/until-reached.js';
import { presentAnalyzer } from './present-analyzer.js';

const log = createLogger('passage-upkeep');

/** A second of the analyzer, and one short transaction. */
const passagesPerCall = 32;
const beforeAllIds = '00000000-0000-0000-0000-000000000000';

export interface AnalyzePassagesParts {
  database: TenantDb;
  analyzer: MorphologicalAnalyzer;
  tokens: TokenCounter;
}

interface Outcome {
  analyzed: number;
  /** False when the analyzer went away. */
  isComplete: boolean;
}

/**
 * Gives passages that were indexed without morphemes, or with those of an older analyzer, what they lack, version by version.
 * What was done stays when it is cut off. It ends when the analyzer is away: the next look asks for it again.
 */
export class AnalyzePassages {
  constructor(private readonly parts: AnalyzePassagesParts) {}

  async run({ context, signal }: JobRun): Promise<void> {
    const present = await presentAnalyzer(this.parts.analyzer, signal);
    if (present === undefined) return;
    let analyzed = 0;
    let isThere = true;
    for (let versionId: string | undefined = beforeAllIds; versionId !== undefined && isThere;) {
      const after: string = versionId;
      versionId = await this.inTransaction(context, signal, (transaction) => nextUnanalyzedVersion(transaction, after));
      if (versionId === undefined) break;
      const outcome = await this.completeVersion(context, versionId, present, signal);
      analyzed += outcome.analyzed;
      isThere = outcome.isComplete;
    }
    if (analyzed === 0) return;
    log.info({ tenant: context.tenant, passages: analyzed }, 'passages were given morphemes');
    await this.inTransaction(context, signal, (transaction) =>
      enqueue(transaction, 'refresh-statistics', [{ payload: {}, key: 'statistics' }]),
    );
  }

  private async completeVersion(
    context: TenantContext,
    versionId: string,
    present: string,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { document, passages } = await this.inTransaction(context, signal, async (transaction) => ({
      document: await storedDocument(transaction, versionId),
      passages: await indexedPassages(transaction, versionId),
    }));
    // Removed since it was found.
    if (!document) return { analyzed: 0, isComplete: true };
    const searchTexts = (await passageTexts(document, passages, this.parts.tokens, signal)).map(({ text }) => text);
    const known = passages.map(({ analyzer }, index) =>
      hasHangul(searchTexts[index] ?? '') ? analyzer : nothingToAnalyze,
    );
    const todo = passages.flatMap((passage, index) =>
      isOutdatedAnalyzer(known[index] ?? '', present) ? [{ passage, index, searchText: searchTexts[index] ?? '' }] : [],
    );
    for (let from = 0; from < todo.length; from += passagesPerCall) {
      const slice = todo.slice(from, from + passagesPerCall);
      const found = await this.analyzed(slice, signal);
      if (!found) return { analyzed: from, isComplete: false };
      const isKept = await this.inTransaction(context, signal, (transaction) =>
        writeAnalysis(transaction, versionId, found),
      );
      if (!isKept) return { analyzed: from, isComplete: true };
      slice.forEach(({ index }, place) => (known[index] = found[place]?.morphology.analyzer ?? ''));
    }
    await this.inTransaction(context, signal, (transaction) =>
      markAnalyzed(transaction, versionId, oneAnalyzer(known)),
    );
    return { analyzed: todo.length, isComplete: true };
  }

  /** Undefined when the analyzer is away. */
  private async analyzed(
    slice: readonly { passage: IndexedPassage; searchText: string }[],
    signal: AbortSignal,
  ): Promise<AnalyzedPassage[] | undefined> {
    const texts = slice.map(({ searchText }) => searchText);
    const morphologies = await analyzePassages(this.parts.analyzer, texts, signal);
    const found = slice.flatMap(({ passage: { chunkId, language }, searchText }, index) => {
      const morphology = morphologies[index];
      return morphology ? [{ chunkId, language, searchText, morphology }] : [];
    });
    return found.length === slice.length ? found : undefined;
  }

  private inTransaction<Result>(
    context: TenantContext,
    signal: AbortSignal,
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return untilReached(signal, () => this.parts.database.run(context, work));
  }
}
