import { sql, type TenantTransaction } from '@onggi/tenancy';
import { CorpusInUseError, CorpusNotFoundError } from '../corpus-errors.js';

/**
 * Takes every document of a corpus out of sight of readers and of search at once, versions whose day may come meanwhile too.
 * @throws CorpusInUseError while an expert looks nowhere else: without a corpus it would look everywhere
 */
export async function hideCorpus(transaction: TenantTransaction, corpusId: string): Promise<void> {
  const { tenant } = transaction.context;
  const experts = await transaction.rows<{ expert_key: string }>(
    sql`SELECT e.expert_key FROM onggi.expert e
        JOIN onggi.expert_corpus x ON x.tenant_id = e.tenant_id AND x.expert_id = e.expert_id
        WHERE e.tenant_id = ${tenant}
        GROUP BY e.tenant_id, e.expert_id HAVING array_agg(x.corpus_id) = ARRAY[${corpusId}::uuid] ORDER BY e.expert_key`,
  );
  if (experts.length > 0) throw new CorpusInUseError(experts.map((row) => row.expert_key));
  await transaction.execute(
    sql`UPDATE onggi.document_version
        SET live = false, status = CASE WHEN live THEN 'retired' ELSE 'rejected' END, retired_at = now(), updated_at = now()
        WHERE tenant_id = ${tenant} AND corpus_id = ${corpusId} AND (live OR status = 'scheduled')`,
  );
}

/** Takes a corpus so that it stays while documents are added to it. @throws CorpusNotFoundError when it has been removed */
export async function holdCorpus(transaction: TenantTransaction, corpusId: string): Promise<void> {
  const held = await transaction.first(
    sql`SELECT corpus_id FROM onggi.corpus
        WHERE tenant_id = ${transaction.context.tenant} AND corpus_id = ${corpusId} FOR KEY SHARE`,
    'hold_corpus',
  );
  if (!held) throw new CorpusNotFoundError();
}

/** Takes a corpus alone: nothing is added to it until the transaction ends. @throws CorpusNotFoundError */
export async function lockCorpus(transaction: TenantTransaction, corpusId: string): Promise<void> {
  const locked = await transaction.first(
    sql`SELECT corpus_id FROM onggi.corpus
        WHERE tenant_id = ${transaction.context.tenant} AND corpus_id = ${corpusId} FOR UPDATE`,
  );
  if (!locked) throw new CorpusNotFoundError();
}

/** Removes a corpus that is locked and has no documents any more. */
export async function removeCorpus(transaction: TenantTransaction, corpusId: string): Promise<void> {
  await transaction.execute(
    sql`DELETE FROM onggi.corpus WHERE tenant_id = ${transaction.context.tenant} AND corpus_id = ${corpusId}`,
  );
}
