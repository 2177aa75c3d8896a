import type { Language } from '@onggi/platform';
import { auditElsewhere, opensVersion, recordAudit, sql, type TenantTransaction } from '@onggi/tenancy';
import type { ComposedSentence } from '../writing/answer-composer.js';
import { AnswerEndedElsewhere } from './answer-journal.js';
import type { AnswerStatus, Searched } from './answer.js';
import type { PipelineOutcome } from './answer-pipeline.js';
import type { StoredPassage, StoredSentence } from './read-answers.js';

/** What a question begins with. */
export interface NewAnswer {
  answerId: string;
  conversationId: string;
  question: string;
  language: Language;
  expertId: string | null;
  ownerProcess: string;
  searched: Searched;
}

/** How an answer ends. What is not known stays as it was. */
export interface AnswerEnding {
  status: Exclude<AnswerStatus, 'RUNNING'>;
  sentences: readonly StoredSentence[];
  passages: readonly StoredPassage[];
  dropped: number;
  model?: string | null;
  usage?: PipelineOutcome['usage'];
  timings?: Partial<PipelineOutcome['timings']>;
  errorCode?: string;
  /** Adds to what is known of the search. */
  searched?: Pick<Searched, 'question' | 'variants' | 'understood'>;
}

/** @returns nothing; the answer is RUNNING from the commit on */
export async function insertAnswer(transaction: TenantTransaction, answer: NewAnswer): Promise<void> {
  const { tenant, principal } = transaction.context;
  await transaction.execute(
    sql`INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, expert_id, owner_process, searched)
        VALUES (${tenant}, ${answer.answerId}, ${answer.conversationId}, ${principal}, ${answer.question}, ${answer.language},
                ${answer.expertId}, ${answer.ownerProcess}, ${JSON.stringify(answer.searched)})`,
  );
}

/**
 * Ends a running answer, with its audit row.
 * @throws AnswerEndedElsewhere when it is not running any more
 */
export async function finishAnswer(
  transaction: TenantTransaction,
  answerId: string,
  ending: AnswerEnding,
): Promise<void> {
  const { tenant } = transaction.context;
  const ended = await transaction.execute(
    sql`UPDATE onggi.answer
        SET status = ${ending.status}, model = ${ending.model ?? null}, dropped = ${ending.dropped},
            usage = ${JSON.stringify(ending.usage ?? {})}, timings = ${JSON.stringify(ending.timings ?? {})},
            searched = searched || ${JSON.stringify(ending.searched ?? {})}::jsonb, error_code = ${ending.errorCode ?? null}, finished_at = clock_timestamp()
        WHERE tenant_id = ${tenant} AND answer_id = ${answerId} AND status = 'RUNNING'`,
  );
  if (ended === 0) throw new AnswerEndedElsewhere();
  await insertSentences(transaction, answerId, ending.sentences);
  await insertPassages(transaction, answerId, ending.passages);
  await auditElsewhere(transaction, 'share.answer', await receivedFrom(transaction, answerId, ending));
  await recordAudit(transaction, {
    action: 'answer.ask',
    target: answerId,
    outcome: ending.status === 'FAILED' ? 'failed' : 'allowed',
    detail: {
      status: ending.status,
      sentences: ending.sentences.length,
      dropped: ending.dropped,
      versions: [...new Set(ending.sentences.flatMap(({ citations }) => citations.map(({ versionId }) => versionId)))],
      ...(ending.errorCode === undefined ? {} : { error: ending.errorCode }),
    },
  });
}

/** Versions of other tenants that the answer found or cites, by tenant. */
async function receivedFrom(
  transaction: TenantTransaction,
  answerId: string,
  { sentences, passages }: AnswerEnding,
): Promise<Map<string, { target: string; versions: string[] }>> {
  if (transaction.context.grants.every(({ tenant }) => tenant === transaction.context.tenant)) return new Map();
  const versions = [...passages, ...sentences.flatMap(({ citations }) => citations)].map(({ versionId }) => versionId);
  const rows = await transaction.rows<{ tenant: string; versions: string[] }>(
    sql`SELECT tenant_id AS tenant, array_agg(version_id::text ORDER BY version_id) AS versions
        FROM onggi.document_version v
        WHERE version_id = ANY (${versions}::uuid[]) AND tenant_id <> ${transaction.context.tenant}
          AND ${opensVersion(transaction.context)} GROUP BY 1`,
  );
  return new Map(rows.map(({ tenant, versions: received }) => [tenant, { target: answerId, versions: received }]));
}

/** A composed sentence as it is kept: a quotation without its text. */
export function storedSentence({ text, verdict, citations }: ComposedSentence): StoredSentence {
  return {
    text: verdict === 'quoted' ? '' : text,
    verdict,
    citations: citations.map(({ passage, start, end }) => ({ versionId: passage.versionId, start, end })),
  };
}

async function insertSentences(
  transaction: TenantTransaction,
  answerId: string,
  sentences: readonly StoredSentence[],
): Promise<void> {
  const { tenant } = transaction.context;
  for (const [ordinal, { text, verdict, citations }] of sentences.entries()) {
    await transaction.execute(
      sql`INSERT INTO onggi.answer_sentence (tenant_id, answer_id, ordinal, text, verdict)
          VALUES (${tenant}, ${answerId}, ${ordinal}, ${text}, ${verdict})`,
    );
    for (const [position, { versionId, start, end }] of citations.entries()) {
      await transaction.execute(
        sql`INSERT INTO onggi.answer_citation (tenant_id, answer_id, ordinal, position, version_id, text_start, text_end)
            VALUES (${tenant}, ${answerId}, ${ordinal}, ${position}, ${versionId}, ${start}, ${end})`,
      );
    }
  }
}

async function insertPassages(
  transaction: TenantTransaction,
  answerId: string,
  passages: readonly StoredPassage[],
): Promise<void> {
  const { tenant } = transaction.context;
  for (const [rank, { chunkId, versionId, start, end, score }] of passages.entries()) {
    await transaction.execute(
      sql`INSERT INTO onggi.answer_passage (tenant_id, answer_id, rank, chunk_id, version_id, text_start, text_end, score)
          VALUES (${tenant}, ${answerId}, ${rank}, ${chunkId}, ${versionId}, ${start}, ${end}, ${score})`,
    );
  }
}
