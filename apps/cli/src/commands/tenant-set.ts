import { writeEvaluationSet, readQueries, type Judgements, type SetDocument, type SetQuery } from '@onggi/evaluation';
import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { forTerminal, resolveTyped } from '../client/environment.js';
import { printJson, printLine, printLongProgress, printNote, say } from '../output/output.js';

interface SetSummary {
  key: string;
  name: { ko: string; en: string };
  questions: { draft: number; approved: number; rejected: number };
  version: number | null;
}

interface Question {
  id: string;
  externalId: string | null;
  text: string;
  lang: 'ko' | 'en';
  answers: string[];
  unanswerable: boolean;
  relevant: { documentId: string; grade: number; title: string | null }[];
}

interface Added {
  added: number;
  replaced: number;
  drafts: number;
  ignoredJudgements: number;
  unknownDocuments: string[];
}

/** Well below the API's limits on a request. */
const questionsPerRequest = 200;

/** `evaluation-set list|import|export …` */
export function addTenantSetCommands(command: Command): void {
  addList(command);
  addImport(command);
  addExport(command);
}

/** `evaluation-set list --tenant T [--json]` */
function addList(command: Command): void {
  command
    .command('list')
    .description("a tenant's own sets")
    .requiredOption('--tenant <id>')
    .option('--json', 'print JSON')
    .action(async ({ tenant, json }: { tenant: string; json?: boolean }) => {
      const client = await ApiClient.forTenant(tenant, 'curator', []);
      const { sets } = await client.get<{ sets: SetSummary[] }>('/api/v1/evaluation-sets');
      if (json) printJson({ sets });
      else for (const set of sets) printLine(summaryLine(set));
    });
}

function summaryLine({ key, name, questions, version }: SetSummary): string {
  const counts = say({
    ko: `승인 ${questions.approved} · 초안 ${questions.draft} · 거절 ${questions.rejected}`,
    en: `${questions.approved} approved · ${questions.draft} drafts · ${questions.rejected} rejected`,
  });
  return [key, say(name), counts, version === null ? '–' : `v${version}`].join('\t');
}

interface ImportOptions {
  tenant: string;
  set: string;
  corpus?: string;
  json?: boolean;
}

/** `evaluation-set import DIR --tenant T --set KEY [--corpus C] [--json]` */
function addImport(command: Command): void {
  command
    .command('import')
    .description("questions of a folder into a tenant's own set, about documents that the tenant has")
    .argument('<dir>', 'folder with queries.jsonl and qrels.tsv; qrels name documents by id, external id or path')
    .requiredOption('--tenant <id>')
    .requiredOption('--set <key>', 'made when it is missing')
    .option('--corpus <key>', 'look for documents in this corpus alone')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: ImportOptions) => {
      const { queries, judgements, ignoredJudgements } = await forTerminal(() => readQueries(resolveTyped(folder)));
      const client = await ApiClient.forTenant(options.tenant, 'curator', []);
      await client.post('/api/v1/evaluation-sets', { key: options.set });
      const total = await addQuestions(client, queries, judgements, options);
      total.ignoredJudgements += ignoredJudgements;
      if (options.json) printJson(total);
      else printAdded(total);
    });
}

async function addQuestions(
  client: ApiClient,
  queries: readonly SetQuery[],
  judgements: ReadonlyMap<string, Judgements>,
  { set, corpus }: ImportOptions,
): Promise<Added> {
  const total: Added = { added: 0, replaced: 0, drafts: 0, ignoredJudgements: 0, unknownDocuments: [] };
  for (let start = 0; start < queries.length; start += questionsPerRequest) {
    const part = await client.post<Added>(`/api/v1/evaluation-sets/${encodeURIComponent(set)}/questions`, {
      origin: 'imported',
      ...(corpus === undefined ? {} : { corpus }),
      questions: queries.slice(start, start + questionsPerRequest).map((query) => ({
        externalId: query.id,
        text: query.text,
        lang: query.language,
        answers: query.answers,
        unanswerable: query.unanswerable,
        relevant: [...(judgements.get(query.id) ?? [])].map(([document, grade]) => ({ document, grade })),
      })),
    });
    for (const count of ['added', 'replaced', 'drafts', 'ignoredJudgements'] as const) total[count] += part[count];
    total.unknownDocuments.push(...part.unknownDocuments);
    const done = Math.min(start + questionsPerRequest, queries.length);
    printLongProgress(say({ ko: `질문 ${done}/${queries.length}`, en: `${done}/${queries.length} queries` }));
  }
  return total;
}

function printAdded({ added, replaced, drafts, ignoredJudgements, unknownDocuments }: Added): void {
  printLine(
    say({
      ko: `더함 ${added} · 바꿈 ${replaced} · 이 가운데 초안 ${drafts} · 빠진 판정 ${ignoredJudgements}`,
      en: `${added} added · ${replaced} replaced · ${drafts} of them drafts · ${ignoredJudgements} judgements left out`,
    }),
  );
  if (unknownDocuments.length === 0) return;
  const named = [...new Set(unknownDocuments)].slice(0, 5).join(', ');
  printNote(say({ ko: `찾지 못한 문서: ${named}`, en: `documents not found: ${named}` }));
}

/** `evaluation-set export KEY DIR --tenant T` */
function addExport(command: Command): void {
  command
    .command('export')
    .description("approved questions of a tenant's own set, and the documents that they name, as a folder")
    .argument('<key>')
    .argument('<dir>', 'folder to write')
    .requiredOption('--tenant <id>')
    .action(async (key: string, folder: string, { tenant }: { tenant: string }) => {
      const client = await ApiClient.forTenant(tenant, 'curator', []);
      const questions = await approvedQuestions(client, key);
      const documents = await documentsOf(client, questions);
      await writeEvaluationSet(resolveTyped(folder), { ...setOf(questions), documents });
      printLine(
        say({
          ko: `문서 ${documents.length}개, 질문 ${questions.length}개`,
          en: `${documents.length} documents, ${questions.length} queries`,
        }),
      );
    });
}

async function approvedQuestions(client: ApiClient, key: string): Promise<Question[]> {
  const questions: Question[] = [];
  for (let after = ''; ;) {
    const page = await client.get<{ questions: Question[]; next: string | null }>(
      `/api/v1/evaluation-sets/${encodeURIComponent(key)}/questions?state=approved&first=500${after}`,
    );
    questions.push(...page.questions);
    if (page.next === null) return questions;
    after = `&after=${page.next}`;
  }
}

/** Those that are still there, as text. */
async function documentsOf(client: ApiClient, questions: readonly Question[]): Promise<SetDocument[]> {
  const relevant = questions.flatMap((question) => question.relevant).filter(({ title }) => title !== null);
  const documents: SetDocument[] = [];
  for (const id of new Set(relevant.map(({ documentId }) => documentId))) {
    const { title, lang, blocks } = await client.get<{ title: string; lang: 'ko' | 'en'; blocks: { text: string }[] }>(
      `/api/v1/documents/${id}/tree`,
    );
    documents.push({ id, title, language: lang, text: blocks.map(({ text }) => text).join('\n\n') });
    printLongProgress(say({ ko: `문서 ${documents.length}`, en: `${documents.length} documents` }));
  }
  return documents;
}

function setOf(questions: readonly Question[]) {
  const queries = questions.map(({ id, externalId, text, lang, answers, unanswerable }): SetQuery => {
    return { id: externalId ?? id, text, language: lang, answers, unanswerable };
  });
  const judgements = questions.map(({ id, externalId, relevant }): [string, Judgements] => {
    const present = relevant.filter(({ title }) => title !== null);
    return [externalId ?? id, new Map(present.map(({ documentId, grade }) => [documentId, grade]))];
  });
  return { queries, judgements: new Map(judgements), ignoredJudgements: 0, glossary: [] };
}
