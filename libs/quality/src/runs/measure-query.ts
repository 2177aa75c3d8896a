import {
  distinct,
  passagesJudged,
  scoreQueries,
  type JudgedAnswer,
  type QueryOutcome,
  type QueryScores,
} from '@onggi/evaluation';
import { ModelRefusedError, ModelReplyError } from '@onggi/models';
import { type Language } from '@onggi/platform';
import type { SearchRequest, SearchService } from '@onggi/retrieval';
import { ExpertService, UnrecordedAnswers } from '@onggi/answering';
import { sql, type TenantContext, type TenantDb } from '@onggi/tenancy';
import type { StoredJudgements } from '../questions/question.js';
import { patiently } from './patiently.js';

/** A query of a version. */
export interface MeasuredQuery {
  id: string;
  text: string;
  language: Language;
  answers: string[];
  unanswerable: boolean;
  judgements: StoredJudgements;
}

/** What came of a query, as it is kept. */
export interface MeasuredOutcome extends QueryOutcome {
  scores: QueryScores;
  /** Judgements of documents that are gone or that the caller may not read. */
  ignoredJudgements: number;
  answerStatus?: string;
  chatModel?: string | null;
  /** Why it came to nothing. */
  errorCode?: string;
}

export interface MeasuringOptions {
  /** True: answers too. */
  answers: boolean;
  expert: string | undefined;
  /** Default: the active one. */
  embeddingSet?: number;
}

const silence: JudgedAnswer = { abstained: false, text: '', cited: [] };

/** Searches for a query, has it answered, and judges both. */
export class QueryMeasurement {
  private readonly experts: ExpertService;

  constructor(
    private readonly database: TenantDb,
    private readonly search: SearchService,
    private readonly answers: UnrecordedAnswers,
  ) {
    this.experts = new ExpertService(database);
  }

  /**
   * A model that refuses this one query fails it: found nothing, said nothing. One whose relevant documents are all gone
   * measures nothing any more.
   * @param context whose rights decide what is found
   * @throws OnggiError whatever else cannot be mended by waiting a minute; the signal's reason when aborted
   */
  async measure(
    context: TenantContext,
    query: MeasuredQuery,
    options: MeasuringOptions,
    signal: AbortSignal,
  ): Promise<MeasuredOutcome> {
    const documents = await this.readable(context, Object.keys(query.judgements));
    const judgements = new Map(documents.map(({ id }) => [id, query.judgements[id] ?? 0]));
    const ignoredJudgements = Object.keys(query.judgements).length - judgements.size;
    if (ignoredJudgements > 0 && judgements.size === 0) {
      return { queryId: query.id, found: [], scores: { queryId: query.id, byLanguage: {} }, ignoredJudgements };
    }
    const outcome = await this.outcome(context, query, options, signal);
    const [scores] = scoreQueries({ documents, queries: [query], judgements: new Map([[query.id, judgements]]) }, [
      outcome,
    ]);
    return { ...outcome, scores: scores as QueryScores, ignoredJudgements };
  }

  private async outcome(
    context: TenantContext,
    query: MeasuredQuery,
    options: MeasuringOptions,
    signal: AbortSignal,
  ): Promise<Omit<MeasuredOutcome, 'scores' | 'ignoredJudgements'>> {
    const nothing = { queryId: query.id, found: [], ...(options.answers && { answer: silence }) };
    try {
      const found = await patiently(signal, () => this.searched(context, query, options, signal));
      if (!options.answers) return { ...nothing, ...found };
      const answered = await patiently(signal, () => this.answered(context, query, options, signal));
      return { ...nothing, ...found, ...answered };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ModelRefusedError || error instanceof ModelReplyError) {
        return { ...nothing, errorCode: error.code };
      }
      throw error;
    }
  }

  private async searched(
    context: TenantContext,
    { text }: MeasuredQuery,
    { expert, embeddingSet }: MeasuringOptions,
    signal: AbortSignal,
  ): Promise<Pick<MeasuredOutcome, 'found' | 'searchMs'>> {
    const scope = expert === undefined ? {} : await this.experts.searchScope(context, expert);
    const request: SearchRequest = {
      query: text,
      first: passagesJudged,
      ...scope,
      ...(embeddingSet !== undefined && { embeddingSet }),
    };
    const began = performance.now();
    const { passages } = await this.search.search(context, request, signal);
    return { searchMs: performance.now() - began, found: distinct(passages.map(({ documentId }) => documentId)) };
  }

  private async answered(
    context: TenantContext,
    { text }: MeasuredQuery,
    { expert }: MeasuringOptions,
    signal: AbortSignal,
  ): Promise<Pick<MeasuredOutcome, 'answer' | 'answerMs' | 'answerStatus' | 'chatModel'>> {
    const began = performance.now();
    const answer = await this.answers.answer(context, text, expert, signal);
    const abstained = answer.status === 'ABSTAINED';
    return {
      answer: { abstained, text: abstained ? '' : answer.text, cited: answer.cited },
      answerMs: performance.now() - began,
      answerStatus: answer.status,
      chatModel: answer.model,
    };
  }

  /** Of these documents, those that a search of the caller can find. */
  private readable(context: TenantContext, ids: readonly string[]): Promise<{ id: string; language: Language }[]> {
    return this.database.run(context, (transaction) =>
      transaction.rows(
        sql`SELECT v.document_id AS id, coalesce(v.language, 'ko') AS language FROM onggi.document_version v
            WHERE v.tenant_id = ${context.tenant} AND v.document_id = ANY (${ids}::uuid[]) AND v.live
              AND (v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)`,
      ),
    );
  }
}
