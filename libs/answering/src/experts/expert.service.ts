import { Injectable } from '@nestjs/common';
import { corpusNamed } from '@onggi/corpus';
import type { GlossaryEntry } from '@onggi/language';
import { newId, type Language, type LocalizedText } from '@onggi/platform';
import {
  recordAudit,
  requireRole,
  sql,
  TenantDb,
  type SqlStatement,
  type TenantContext,
  type TenantTransaction,
} from '@onggi/tenancy';
import { ExpertNotFoundError } from '../answer-errors.js';
import type { AnsweringExpert, Expert, ExpertDefinition } from './expert.js';

interface ExpertRow {
  expert_id: string;
  expert_key: string;
  name_ko: string;
  name_en: string;
  description_ko: string;
  description_en: string;
  persona_ko: string;
  persona_en: string;
  examples: { lang: Language; text: string }[];
  corpora: { id: string; key: string; name: LocalizedText }[];
}

interface TermRow {
  ko: string;
  en: string;
  synonyms_ko: string[];
  synonyms_en: string[];
  abbreviation: string | null;
}

/** What an expert narrows a search to, and the terms that it adds. */
export interface SearchScope {
  /** Ids; undefined: every corpus. */
  corpora: string[] | undefined;
  glossary: GlossaryEntry[];
}

/** Experts: persona, corpora and glossary. Setting one up is a curator's work. */
@Injectable()
export class ExpertService {
  constructor(private readonly database: TenantDb) {}

  /** Those that know something the caller may read, by name. */
  async list(context: TenantContext): Promise<Expert[]> {
    return this.database.run(context, async (transaction) => {
      const rows = await transaction.rows<ExpertRow>(
        sql`${selectExperts(context.tenant)} AND ${hasReadableDocument} ORDER BY e.name_ko, e.expert_key`,
        'list_experts',
      );
      return rows.map(toExpert);
    });
  }

  /** @throws ExpertNotFoundError */
  async named(context: TenantContext, key: string): Promise<Expert> {
    return this.database.run(context, async (transaction) => {
      const { persona: _, glossary: __, ...expert } = await expertNamed(transaction, key);
      return expert;
    });
  }

  /**
   * Makes or replaces an expert by its key, with its corpora and glossary.
   * @throws ForbiddenError below a curator, CorpusNotFoundError
   */
  async save(context: TenantContext, definition: ExpertDefinition): Promise<Expert> {
    requireRole(context, 'curator');
    await this.database.run(context, async (transaction) => {
      const expertId = await saveExpert(transaction, definition);
      await replaceCorpora(transaction, expertId, definition.corpora);
      await replaceGlossary(transaction, expertId, definition.glossary ?? []);
      await recordAudit(transaction, { action: 'expert.save', target: expertId });
    });
    return this.named(context, definition.key);
  }

  /**
   * Removes an expert with its glossary; conversations with it stay, and go on without it.
   * @throws ForbiddenError below a curator, ExpertNotFoundError
   */
  async remove(context: TenantContext, key: string): Promise<void> {
    requireRole(context, 'curator');
    await this.database.run(context, async (transaction) => {
      const { id } = await expertNamed(transaction, key);
      await transaction.execute(
        sql`DELETE FROM onggi.expert WHERE tenant_id = ${context.tenant} AND expert_id = ${id}`,
      );
      await recordAudit(transaction, { action: 'expert.remove', target: id });
    });
  }

  /** Where an expert looks and by which words: what a search needs of it. @throws ExpertNotFoundError */
  async searchScope(context: TenantContext, key: string): Promise<SearchScope> {
    return this.database.run(context, async (transaction) => {
      const { corpora, glossary } = await expertNamed(transaction, key);
      return { corpora: corpora.length === 0 ? undefined : corpora.map(({ id }) => id), glossary };
    });
  }
}

/** An expert with persona and glossary, inside a unit of work. @throws ExpertNotFoundError */
export async function expertNamed(transaction: TenantTransaction, key: string): Promise<AnsweringExpert> {
  const { tenant } = transaction.context;
  const row = await transaction.first<ExpertRow>(
    sql`${selectExperts(tenant)} AND (e.expert_key = ${key} OR e.expert_id::text = ${key}) ORDER BY e.expert_key = ${key} DESC LIMIT 1`,
    'expert_named',
  );
  if (!row) throw new ExpertNotFoundError();
  return {
    ...toExpert(row),
    persona: { ko: row.persona_ko, en: row.persona_en },
    glossary: await glossaryOf(transaction, row.expert_id),
  };
}

/** The terms of one expert, or of all of the tenant's. */
export async function glossaryOf(transaction: TenantTransaction, expertId: string | null): Promise<GlossaryEntry[]> {
  const rows = await transaction.rows<TermRow>(
    sql`SELECT DISTINCT ko, en, synonyms_ko, synonyms_en, abbreviation FROM onggi.glossary_term
        WHERE tenant_id = ${transaction.context.tenant} AND (${expertId}::uuid IS NULL OR expert_id = ${expertId}::uuid)
        ORDER BY ko, en`,
    'glossary_of',
  );
  return rows.map((row) => ({
    ko: row.ko,
    en: row.en,
    synonyms: { ko: row.synonyms_ko, en: row.synonyms_en },
    ...(row.abbreviation === null ? {} : { abbreviation: row.abbreviation }),
  }));
}

function selectExperts(tenant: string): SqlStatement {
  return sql`SELECT e.*, coalesce((
               SELECT jsonb_agg(jsonb_build_object('id', c.corpus_id, 'key', c.corpus_key,
                                                   'name', jsonb_build_object('ko', c.name_ko, 'en', c.name_en)) ORDER BY c.corpus_key)
               FROM onggi.expert_corpus x JOIN onggi.corpus c ON c.tenant_id = x.tenant_id AND c.corpus_id = x.corpus_id
               WHERE x.tenant_id = e.tenant_id AND x.expert_id = e.expert_id), '[]') AS corpora
             FROM onggi.expert e WHERE e.tenant_id = ${tenant}`;
}

/** Row-level security decides what the caller may read; an expert without corpora looks everywhere. */
const hasReadableDocument = sql`(
  NOT EXISTS (SELECT FROM onggi.expert_corpus x WHERE x.tenant_id = e.tenant_id AND x.expert_id = e.expert_id)
  OR EXISTS (SELECT FROM onggi.expert_corpus x
             JOIN onggi.document_version v ON v.tenant_id = x.tenant_id AND v.corpus_id = x.corpus_id AND v.live
             WHERE x.tenant_id = e.tenant_id AND x.expert_id = e.expert_id))`;

async function saveExpert(transaction: TenantTransaction, definition: ExpertDefinition): Promise<string> {
  const { key, name, description, persona, examples = [] } = definition;
  const row = await transaction.first<{ expert_id: string }>(
    sql`INSERT INTO onggi.expert (tenant_id, expert_id, expert_key, name_ko, name_en, description_ko, description_en,
                                  persona_ko, persona_en, examples)
        VALUES (${transaction.context.tenant}, ${newId()}, ${key}, ${name.ko}, ${name.en}, ${description?.ko ?? ''},
                ${description?.en ?? ''}, ${persona?.ko ?? ''}, ${persona?.en ?? ''}, ${JSON.stringify(examples)})
        ON CONFLICT (tenant_id, expert_key) DO UPDATE
        SET name_ko = excluded.name_ko, name_en = excluded.name_en, description_ko = excluded.description_ko,
            description_en = excluded.description_en, persona_ko = excluded.persona_ko, persona_en = excluded.persona_en,
            examples = excluded.examples
        RETURNING expert_id`,
  );
  if (!row) throw new ExpertNotFoundError();
  return row.expert_id;
}

async function replaceCorpora(
  transaction: TenantTransaction,
  expertId: string,
  corpora: readonly string[],
): Promise<void> {
  const { tenant } = transaction.context;
  const ids: string[] = [];
  for (const corpus of corpora) ids.push((await corpusNamed(transaction, corpus)).id);
  await transaction.execute(
    sql`DELETE FROM onggi.expert_corpus WHERE tenant_id = ${tenant} AND expert_id = ${expertId}`,
  );
  await transaction.execute(
    sql`INSERT INTO onggi.expert_corpus (tenant_id, expert_id, corpus_id)
        SELECT DISTINCT ${tenant}, ${expertId}::uuid, id FROM unnest(${ids}::uuid[]) AS id`,
  );
}

async function replaceGlossary(
  transaction: TenantTransaction,
  expertId: string,
  glossary: NonNullable<ExpertDefinition['glossary']>,
): Promise<void> {
  const { tenant } = transaction.context;
  await transaction.execute(
    sql`DELETE FROM onggi.glossary_term WHERE tenant_id = ${tenant} AND expert_id = ${expertId}`,
  );
  for (const { ko, en, synonyms, abbreviation, definition } of glossary) {
    await transaction.execute(
      sql`INSERT INTO onggi.glossary_term (tenant_id, term_id, expert_id, ko, en, synonyms_ko, synonyms_en, abbreviation,
                                           definition_ko, definition_en)
          VALUES (${tenant}, ${newId()}, ${expertId}, ${ko}, ${en}, ${synonyms?.ko ?? []}, ${synonyms?.en ?? []},
                  ${abbreviation ?? null}, ${definition?.ko ?? ''}, ${definition?.en ?? ''})
          ON CONFLICT (tenant_id, expert_id, ko, en) DO NOTHING`,
      'save_term',
    );
  }
}

function toExpert(row: ExpertRow): Expert {
  return {
    id: row.expert_id,
    key: row.expert_key,
    name: { ko: row.name_ko, en: row.name_en },
    description: { ko: row.description_ko, en: row.description_en },
    examples: row.examples,
    corpora: row.corpora,
  };
}
