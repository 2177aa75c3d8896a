import { detectLanguage } from '@onggi/language';
import type { Language, LocalizedText } from '@onggi/platform';
import type { Passage } from '@onggi/retrieval';
import { sql, type TenantTransaction } from '@onggi/tenancy';
import { failureOf } from '../answer-errors.js';
import { placeOf } from '../sources/place.js';
import { readSources, type Source } from '../sources/source-reader.js';
import type { Answer, AnswerSentence, AnswerStatus, AnswerTimings, AnswerUsage, Citation, Searched } from './answer.js';

/** A stored span of a version: all that an answer keeps of its sources. */
export interface StoredSpan {
  versionId: string;
  start: number;
  end: number;
}

/** A stored sentence. A quotation keeps no text of its own. */
export interface StoredSentence {
  text: string;
  verdict: 'supported' | 'quoted';
  citations: StoredSpan[];
}

/** A stored search result. */
export interface StoredPassage extends StoredSpan {
  chunkId: string;
  score: number;
}

interface AnswerRow {
  answer_id: string;
  conversation_id: string;
  question: string;
  language: Language;
  status: AnswerStatus;
  model: string | null;
  searched: Partial<Searched>;
  dropped: number;
  usage: Partial<AnswerUsage>;
  timings: Partial<AnswerTimings>;
  error_code: string | null;
  created_at: Date;
  expert: { key: string; name: LocalizedText } | null;
  sentences: StoredSentence[] | null;
  passages: StoredPassage[] | null;
}

/** Answers of the caller by id, in the order of `ids`, their sources read anew under the caller's rights of now. */
export async function readAnswers(transaction: TenantTransaction, ids: readonly string[]): Promise<Answer[]> {
  const rows = await transaction.rows<AnswerRow>(selectAnswers(transaction.context.tenant, ids), 'read_answers');
  const versions = rows.flatMap((row) => [
    ...(row.passages ?? []).map(({ versionId }) => versionId),
    ...(row.sentences ?? []).flatMap(({ citations }) => citations.map(({ versionId }) => versionId)),
  ]);
  const sources = await readSources(transaction, versions);
  const byId = new Map(rows.map((row) => [row.answer_id, toAnswer(row, sources)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function selectAnswers(tenant: string, ids: readonly string[]) {
  return sql`
    SELECT a.answer_id, a.conversation_id, a.question, a.language, a.status, a.model, a.searched, a.dropped, a.usage, a.timings,
           a.error_code, a.created_at,
           (SELECT jsonb_build_object('key', e.expert_key, 'name', jsonb_build_object('ko', e.name_ko, 'en', e.name_en))
            FROM onggi.expert e WHERE e.tenant_id = a.tenant_id AND e.expert_id = a.expert_id) AS expert,
           (SELECT jsonb_agg(jsonb_build_object('text', s.text, 'verdict', s.verdict, 'citations', coalesce((
                     SELECT jsonb_agg(jsonb_build_object('versionId', c.version_id, 'start', c.text_start, 'end', c.text_end)
                                      ORDER BY c.position)
                     FROM onggi.answer_citation c
                     WHERE c.tenant_id = s.tenant_id AND c.answer_id = s.answer_id AND c.ordinal = s.ordinal), '[]'))
                   ORDER BY s.ordinal)
            FROM onggi.answer_sentence s WHERE s.tenant_id = a.tenant_id AND s.answer_id = a.answer_id) AS sentences,
           (SELECT jsonb_agg(jsonb_build_object('chunkId', p.chunk_id, 'versionId', p.version_id, 'start', p.text_start,
                                                'end', p.text_end, 'score', p.score) ORDER BY p.rank)
            FROM onggi.answer_passage p WHERE p.tenant_id = a.tenant_id AND p.answer_id = a.answer_id) AS passages
    FROM onggi.answer a WHERE a.tenant_id = ${tenant} AND a.answer_id = ANY (${ids}::uuid[])`;
}

function toAnswer(row: AnswerRow, sources: ReadonlyMap<string, Source>): Answer {
  const sentences = (row.sentences ?? []).map((sentence) => sentenceFrom(sentence, sources));
  return {
    id: row.answer_id,
    status: row.status,
    language: row.language,
    question: row.question,
    conversationId: row.conversation_id,
    expert: row.expert,
    text: sentences
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join(' '),
    sentences,
    passages: passagesFrom(row.passages ?? [], sources),
    searched: { corpora: [], documents: 0, newest: null, ...row.searched },
    dropped: row.dropped,
    model: row.model,
    usage: { promptTokens: 0, completionTokens: 0, ...row.usage },
    timings: {
      totalMs: 0,
      embedMs: 0,
      searchMs: 0,
      variantsMs: 0,
      gateMs: 0,
      writeMs: 0,
      verifyMs: 0,
      firstSentenceMs: null,
      ...row.timings,
    },
    error: row.error_code === null ? null : failureOf(row.error_code, row.language),
    createdAt: row.created_at.toISOString(),
  };
}

/** A sentence loses its text with the first of its sources that the reader may no longer read. */
export function sentenceFrom(stored: StoredSentence, sources: ReadonlyMap<string, Source>): AnswerSentence {
  const citations = stored.citations.map((span) => citationFrom(span, sources.get(span.versionId)));
  const readable = citations.filter((citation) => citation !== undefined);
  if (citations.length === 0 || readable.length < citations.length) {
    return { text: '', verdict: 'withheld', lang: detectLanguage(stored.text), citations: [] };
  }
  const text =
    stored.verdict === 'quoted' ? readable.map(({ quote }) => quote.replace(/\s+/g, ' ')).join(' ') : stored.text;
  return { text, verdict: stored.verdict, lang: detectLanguage(text), citations: readable };
}

/** The passages that the reader may still read, best first. */
export function passagesFrom(stored: readonly StoredPassage[], sources: ReadonlyMap<string, Source>): Passage[] {
  return stored.flatMap(({ versionId, chunkId, start, end, score }) => {
    const source = sources.get(versionId);
    if (!source) return [];
    const { documentId, path, title, sharedBy } = source;
    const { page, heading } = placeOf(source, start);
    const text = source.text.slice(start, end);
    const lang = detectLanguage(text);
    const place = { documentId, versionId, path, chunkId, title, page, heading, ...(sharedBy && { sharedBy }) };
    return [{ ...place, lang, text, start, end, score }];
  });
}

function citationFrom({ versionId, start, end }: StoredSpan, source: Source | undefined): Citation | undefined {
  if (!source) return undefined;
  const { documentId, path, title, sharedBy } = source;
  const quote = source.text.slice(start, end);
  const place = { documentId, versionId, path, title, ...(sharedBy && { sharedBy }), ...placeOf(source, start) };
  return { ...place, quote, start, end };
}
