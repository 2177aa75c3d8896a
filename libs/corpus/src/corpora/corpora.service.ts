import { Injectable } from '@nestjs/common';
import { isId, newId, type LocalizedText } from '@onggi/platform';
import { recordAudit, requireRole, sql, TenantDb, type TenantContext, type TenantTransaction } from '@onggi/tenancy';
import type { Corpus, CorpusName } from './corpus.js';
import { sharedCorpora } from './shared-corpora.js';
import { CorpusKeyLikeIdError, CorpusNotFoundError, InvalidCorpusKeyError } from '../corpus-errors.js';

interface CorpusRow {
  corpus_id: string;
  corpus_key: string;
  name_ko: string;
  name_en: string;
}

const keyShape = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,62}$/u;
/** An id, also as PostgreSQL would read it: hyphens are where anyone likes them, or nowhere. */
const idShape = /^(?:-?[0-9a-f]){32}$/i;

@Injectable()
export class CorporaService {
  constructor(private readonly database: TenantDb) {}

  /** All corpora of the tenant by key, then what other tenants open to the caller now. */
  async list(context: TenantContext): Promise<Corpus[]> {
    return this.database.run(context, async (transaction) => {
      const rows = await transaction.rows<CorpusRow & { documents: string; newest: Date | null }>(
        sql`SELECT c.corpus_id, c.corpus_key, c.name_ko, c.name_en, count(v.version_id) AS documents,
                   max(coalesce(v.effective_from::timestamptz, v.published_at)) AS newest
            FROM onggi.corpus c
            LEFT JOIN onggi.document_version v
              ON v.tenant_id = c.tenant_id AND v.corpus_id = c.corpus_id AND v.live
              AND (v.tenant_id, v.access_set_id) IN (SELECT r.tenant_id, r.access_set_id FROM tenancy.readable_access_sets() r)
            WHERE c.tenant_id = ${context.tenant}
            GROUP BY c.tenant_id, c.corpus_id ORDER BY c.corpus_key`,
      );
      const own = rows.map((row) => ({
        ...toName(row),
        documents: Number(row.documents),
        newest: row.newest?.toISOString() ?? null,
        sharedBy: null,
        readOnly: false,
      }));
      return [...own, ...(await sharedCorpora(transaction))];
    });
  }

  /** By key or id. @throws CorpusNotFoundError */
  async named(context: TenantContext, keyOrId: string): Promise<CorpusName> {
    return this.database.run(context, (transaction) => corpusNamed(transaction, keyOrId));
  }

  /** Makes a corpus. Where the key exists, its name is brought up to date if one is given. */
  async save(context: TenantContext, key: string, name?: LocalizedText): Promise<CorpusName> {
    requireRole(context, 'curator');
    return this.database.run(context, (transaction) => saveCorpus(transaction, key, name));
  }
}

/** By key or id, inside a unit of work. @throws CorpusNotFoundError */
export async function corpusNamed(transaction: TenantTransaction, keyOrId: string): Promise<CorpusName> {
  const row = await transaction.first<CorpusRow>(
    sql`SELECT corpus_id, corpus_key, name_ko, name_en FROM onggi.corpus
        WHERE tenant_id = ${transaction.context.tenant}
          AND (corpus_key = ${keyOrId} OR corpus_id = ${isId(keyOrId) ? keyOrId : null})
        ORDER BY corpus_key = ${keyOrId} DESC LIMIT 1`,
  );
  if (!row) throw new CorpusNotFoundError();
  return toName(row);
}

/** A corpus to look in, and whose it is: here by key or id, of another tenant that opens it by id. @throws CorpusNotFoundError */
export async function readableCorpus(
  transaction: TenantTransaction,
  keyOrId: string,
): Promise<CorpusName & { tenant: string }> {
  const { tenant: home } = transaction.context;
  const shared = isId(keyOrId)
    ? await transaction.first<{ id: string; tenant: string; name: LocalizedText }>(
        sql`SELECT corpus_id AS id, tenant_id AS tenant, jsonb_build_object('ko', name_ko, 'en', name_en) AS name
            FROM onggi.corpus WHERE corpus_id = ${keyOrId} AND tenant_id <> ${home}`,
      )
    : undefined;
  if (shared) return { ...shared, key: shared.id };
  return { ...(await corpusNamed(transaction, keyOrId)), tenant: home };
}

/** @throws InvalidCorpusKeyError, CorpusKeyLikeIdError: where a corpus is named by key or id, a name must not mean two */
export async function saveCorpus(
  transaction: TenantTransaction,
  key: string,
  name?: LocalizedText,
): Promise<CorpusName> {
  if (!keyShape.test(key)) throw new InvalidCorpusKeyError(key);
  if (idShape.test(key)) throw new CorpusKeyLikeIdError(key);
  const made = await transaction.execute(
    sql`INSERT INTO onggi.corpus (tenant_id, corpus_id, corpus_key, name_ko, name_en)
        VALUES (${transaction.context.tenant}, ${newId()}, ${key}, ${name?.ko ?? key}, ${name?.en ?? key})
        ON CONFLICT DO NOTHING`,
  );
  if (made === 0 && name) {
    await transaction.execute(
      sql`UPDATE onggi.corpus SET name_ko = ${name.ko}, name_en = ${name.en}
          WHERE tenant_id = ${transaction.context.tenant} AND corpus_key = ${key}`,
    );
  }
  const corpus = await corpusNamed(transaction, key);
  if (made > 0 || name) await recordAudit(transaction, { action: 'corpus.save', target: corpus.id });
  return corpus;
}

function toName(row: CorpusRow): CorpusName {
  return { id: row.corpus_id, key: row.corpus_key, name: { ko: row.name_ko, en: row.name_en } };
}
