import { InvalidInputError, isId, NotFoundError, type Language } from '@onggi/platform';
import { recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import { storableText } from '../storable-text.js';

/** What an asker thinks of an answer. */
export interface Feedback {
  word: 'right' | 'wrong' | 'missing';
  comment?: string;
  /** What a right answer would have said. */
  expected?: string;
}

/** A question as it was asked, and what its answer stood on. */
export interface AnsweredQuestion {
  question: string;
  language: Language;
  /** Ids of the documents cited that the asker may read now, each once. */
  cited: string[];
  /** As they are kept; empty for none. */
  comment: string;
  expected: string;
}

const feedbackWords: ReadonlySet<string> = new Set(['right', 'wrong', 'missing']);
const longestText = 2_000;

/**
 * Keeps one word about an answer of the caller; the last one counts.
 * @throws NotFoundError, InvalidFeedbackError
 */
export async function keepFeedback(
  transaction: TenantTransaction,
  answerId: string,
  { word, comment = '', expected = '' }: Feedback,
): Promise<AnsweredQuestion> {
  if (!feedbackWords.has(word) || Math.max(comment.length, expected.length) > longestText) {
    throw new InvalidFeedbackError();
  }
  if (!isId(answerId)) throw new NotFoundError();
  const { tenant } = transaction.context;
  const kept = { word, comment: storableText(comment), expected: storableText(expected), at: new Date().toISOString() };
  const row = await transaction.first<Pick<AnsweredQuestion, 'question' | 'language' | 'cited'>>(
    sql`UPDATE onggi.answer SET feedback = ${JSON.stringify(kept)}::jsonb
        WHERE tenant_id = ${tenant} AND answer_id = ${answerId}
        RETURNING question, language, array(
          SELECT DISTINCT v.document_id FROM onggi.answer_citation c
          JOIN onggi.document_version v ON v.tenant_id = c.tenant_id AND v.version_id = c.version_id
          WHERE c.tenant_id = answer.tenant_id AND c.answer_id = answer.answer_id) AS cited`,
  );
  if (!row) throw new NotFoundError();
  await recordAudit(transaction, { action: 'answer.feedback', target: answerId, detail: { word } });
  return { ...row, comment: kept.comment, expected: kept.expected };
}

/** A word that is none of right, wrong and missing, or a text too long. */
export class InvalidFeedbackError extends InvalidInputError {
  constructor() {
    super(
      { ko: '평가를 받아들일 수 없습니다.', en: 'This feedback cannot be taken.' },
      {
        ko: `right, wrong, missing 가운데 하나와 ${longestText}자까지의 글을 보내세요.`,
        en: `Send one of right, wrong and missing, and texts of at most ${longestText} characters.`,
      },
    );
  }
}
