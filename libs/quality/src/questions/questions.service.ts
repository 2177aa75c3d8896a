import { Injectable } from '@nestjs/common';
import { storableText } from '@onggi/answering';
import { detectLanguage } from '@onggi/language';
import { isId, newId, NotFoundError } from '@onggi/platform';
import {
  noSql,
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { UnknownDocumentsError, UnmeasurableQuestionError } from '../quality-errors.js';
import { setNamed } from '../sets/evaluation-set.js';
import {
  isMeasurable,
  type EvaluationQuestion,
  type GivenQuestion,
  type QuestionChange,
  type QuestionOrigin,
  type QuestionState,
  type StoredJudgements,
} from './question.js';
import { questionRows, questionsFrom, type QuestionRow } from './read-questions.js';
import { resolveDocuments, storedJudgements } from './resolve-documents.js';

export interface QuestionFilter {
  state?: QuestionState;
  origin?: QuestionOrigin;
  /** Id of the last question of the page before. */
  after?: string;
  /** 1 to 500. Default 100. */
  first?: number;
}

export interface QuestionPage {
  questions: EvaluationQuestion[];
  total: number;
  /** `after` of the next page; null on the last one. */
  next: string | null;
}

/** What came of questions that were added. */
export interface AddedQuestions {
  added: number;
  /** Had been imported before, and are now as they are given. */
  replaced: number;
  /** Of these, drafts, because nothing could be judged by them. */
  drafts: number;
  /** Judgements left out because they name no document of the tenant, or several. */
  ignoredJudgements: number;
  /** Some of those names, 20 at most. */
  unknownDocuments: string[];
}

const namedUnknown = 20;

/** The questions of a set, for those who curate. */
@Injectable()
export class QuestionsService {
  constructor(private readonly database: TenantDb) {}

  /** In the order in which they came. @throws NotFoundError */
  async list(context: TenantContext, set: string, filter: QuestionFilter = {}): Promise<QuestionPage> {
    const { state, origin, after, first = 100 } = filter;
    return this.database.run(context, async (transaction) => {
      const { id } = await setNamed(transaction, set);
      const chosen = sql`${questionRows(context.tenant, id)}
        ${state === undefined ? noSql : sql`AND state = ${state}`} ${origin === undefined ? noSql : sql`AND origin = ${origin}`}`;
      const counted = await transaction.first<{ total: number }>(
        sql`SELECT count(*)::int AS total FROM (${chosen}) AS chosen`,
      );
      const rows = await transaction.rows<QuestionRow>(
        sql`${chosen} ${after !== undefined && isId(after) ? sql`AND question_id > ${after}` : noSql}
            ORDER BY question_id LIMIT ${first + 1}`,
      );
      const shown = rows.slice(0, first);
      return {
        questions: await questionsFrom(transaction, shown),
        total: counted?.total ?? 0,
        next: rows.length > first ? (shown.at(-1)?.question_id ?? null) : null,
      };
    });
  }

  /**
   * Adds questions, approved where something can be judged by them. Documents that are not known are left out and counted.
   * @param corpusId in which documents are looked for by name; undefined: in all
   * @throws NotFoundError
   */
  async add(
    context: TenantContext,
    set: string,
    questions: readonly GivenQuestion[],
    of: { origin: 'curated' | 'imported'; corpusId?: string },
  ): Promise<AddedQuestions> {
    requireRole(context, 'curator');
    return this.database.run(context, async (transaction) => {
      const { id: setId } = await setNamed(transaction, set);
      const names = questions.flatMap(({ relevant = [] }) => relevant.map(({ document }) => document));
      const resolved = await resolveDocuments(transaction, names, of.corpusId);
      const result = { added: 0, replaced: 0, drafts: 0, unknown: [] as string[] };
      for (const question of questions) {
        const { judgements, unknown } = storedJudgements(question.relevant ?? [], resolved);
        const saved = await saveQuestion(transaction, setId, question, judgements, of.origin);
        result[saved.isNew ? 'added' : 'replaced'] += 1;
        if (saved.state === 'draft') result.drafts += 1;
        result.unknown.push(...unknown);
      }
      const { unknown, ...counts } = result;
      await recordAudit(transaction, { action: 'evaluation_question.add', target: setId, detail: counts });
      return {
        ...counts,
        ignoredJudgements: unknown.length,
        unknownDocuments: [...new Set(unknown)].slice(0, namedUnknown),
      };
    });
  }

  /**
   * Changes, approves or rejects a question. Versions that hold it stay as they are.
   * @throws NotFoundError, UnknownDocumentsError, UnmeasurableQuestionError
   */
  async change(
    context: TenantContext,
    set: string,
    questionId: string,
    change: QuestionChange,
  ): Promise<EvaluationQuestion> {
    requireRole(context, 'curator');
    return this.database.run(context, async (transaction) => {
      const { id: setId } = await setNamed(transaction, set);
      const one = sql`${questionRows(context.tenant, setId)} AND question_id = ${isId(questionId) ? questionId : null}`;
      const row = await transaction.first<QuestionRow>(sql`${one} FOR UPDATE`);
      if (!row) throw new NotFoundError();
      const next = await changedRow(transaction, row, change);
      if (next.state === 'approved' && !isMeasurable(next)) throw new UnmeasurableQuestionError();
      await transaction.execute(
        sql`UPDATE onggi.evaluation_question
            SET text = ${next.text}, language = ${next.language}, answers = ${next.answers}, unanswerable = ${next.unanswerable},
                judgements = ${JSON.stringify(next.judgements)}, state = ${next.state}, decided_by = ${context.principal},
                decided_at = clock_timestamp()
            WHERE tenant_id = ${context.tenant} AND question_id = ${row.question_id}`,
      );
      await recordAudit(transaction, {
        action: 'evaluation_question.change',
        target: row.question_id,
        detail: { state: next.state },
      });
      const [changed] = await questionsFrom(transaction, await transaction.rows<QuestionRow>(one));
      return changed as EvaluationQuestion;
    });
  }
}

async function saveQuestion(
  transaction: TenantTransaction,
  setId: string,
  given: GivenQuestion,
  judgements: StoredJudgements,
  origin: QuestionOrigin,
): Promise<{ isNew: boolean; state: QuestionState }> {
  const { tenant, principal } = transaction.context;
  const { externalId, lang, unanswerable = false } = given;
  const text = storableText(given.text);
  const answers = (given.answers ?? []).map(storableText);
  const state: QuestionState = isMeasurable({ unanswerable, answers, judgements }) ? 'approved' : 'draft';
  const row = await transaction.first<{ is_new: boolean }>(
    sql`INSERT INTO onggi.evaluation_question (tenant_id, set_id, question_id, external_id, text, language, answers, unanswerable,
                                               judgements, origin, state, decided_by, decided_at)
        VALUES (${tenant}, ${setId}, ${newId()}, ${externalId ?? null}, ${text}, ${lang ?? detectLanguage(text)}, ${answers},
                ${unanswerable}, ${JSON.stringify(judgements)}, ${origin}, ${state}, ${principal}, clock_timestamp())
        ON CONFLICT (tenant_id, set_id, external_id) DO UPDATE
        SET text = excluded.text, language = excluded.language, answers = excluded.answers, unanswerable = excluded.unanswerable,
            judgements = excluded.judgements, state = excluded.state, decided_by = excluded.decided_by, decided_at = excluded.decided_at
        RETURNING xmax = 0 AS is_new`,
    'save_evaluation_question',
  );
  return { isNew: row?.is_new === true, state };
}

async function changedRow(
  transaction: TenantTransaction,
  row: QuestionRow,
  { text, lang, answers, unanswerable, relevant, state }: QuestionChange,
): Promise<QuestionRow> {
  const changed: QuestionRow = {
    ...row,
    ...(text !== undefined && { text: storableText(text) }),
    ...(lang !== undefined && { language: lang }),
    ...(answers !== undefined && { answers: answers.map(storableText) }),
    ...(unanswerable !== undefined && { unanswerable }),
    ...(state !== undefined && { state }),
  };
  if (relevant === undefined) return changed;
  // A document that is gone keeps its judgement when the others are sent back with it.
  const given = relevant.filter(({ document }) => !(document in row.judgements));
  const resolved = await resolveDocuments(
    transaction,
    given.map(({ document }) => document),
  );
  for (const { document } of relevant) if (document in row.judgements) resolved.set(document, document);
  const { judgements, unknown } = storedJudgements(relevant, resolved);
  if (unknown.length > 0) throw new UnknownDocumentsError(unknown);
  return { ...changed, judgements };
}
