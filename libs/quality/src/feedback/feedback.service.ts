import { Injectable } from '@nestjs/common';
import { keepFeedback, type AnsweredQuestion, type Feedback } from '@onggi/answering';
import { newId } from '@onggi/platform';
import { sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';

/** Key of the set that grows by feedback; row-level security lets an asker write there, and there alone. */
export const feedbackSetKey = 'feedback';

/** What askers say about answers becomes drafts that a curator decides on. */
@Injectable()
export class FeedbackService {
  constructor(private readonly database: TenantDb) {}

  /**
   * Keeps a word about an answer of the caller, and makes its question a draft: with the documents cited as proposed
   * judgements where the answer was right. The last word counts, until a curator has decided.
   * @throws NotFoundError, InvalidFeedbackError
   */
  async give(context: TenantContext, answerId: string, feedback: Feedback): Promise<void> {
    await this.database.run(context, async (transaction) => {
      const answered = await keepFeedback(transaction, answerId, feedback);
      await draftQuestion(transaction, answerId, answered, feedback.word);
    });
  }
}

async function draftQuestion(
  transaction: TenantTransaction,
  answerId: string,
  { question, language, cited, comment, expected }: AnsweredQuestion,
  word: Feedback['word'],
): Promise<void> {
  const { tenant } = transaction.context;
  const setId = await feedbackSet(transaction);
  const judgements = JSON.stringify(word === 'right' ? Object.fromEntries(cited.map((id) => [id, 1])) : {});
  const answers = expected.trim() === '' ? [] : [expected.trim()];
  const updated = await transaction.execute(
    sql`UPDATE onggi.evaluation_question SET judgements = ${judgements}, answers = ${answers}, note = ${comment}
        WHERE tenant_id = ${tenant} AND set_id = ${setId} AND answer_id = ${answerId} AND state = 'draft'`,
  );
  if (updated > 0) return;
  // Nothing is added once a curator has decided: the asker does not see that row, and the key is taken.
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_question (tenant_id, set_id, question_id, text, language, answers, judgements, origin, state,
                                               note, answer_id)
        VALUES (${tenant}, ${setId}, ${newId()}, ${question}, ${language}, ${answers}, ${judgements}, 'feedback', 'draft',
                ${comment}, ${answerId})
        ON CONFLICT DO NOTHING`,
  );
}

async function feedbackSet(transaction: TenantTransaction): Promise<string> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`INSERT INTO onggi.evaluation_set (tenant_id, set_id, set_key, name_ko, name_en)
        VALUES (${tenant}, ${newId()}, ${feedbackSetKey}, '답변에 대한 의견', 'Feedback on answers') ON CONFLICT DO NOTHING`,
  );
  const row = await transaction.first<{ set_id: string }>(
    sql`SELECT set_id FROM onggi.evaluation_set WHERE tenant_id = ${tenant} AND set_key = ${feedbackSetKey}`,
  );
  if (!row) throw new Error('The set for feedback was made a moment ago and is gone.');
  return row.set_id;
}
