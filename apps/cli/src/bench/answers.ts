import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ApiClient } from '../client/api-client.js';
import { productFolder } from '../client/environment.js';
import { askUntilDone } from '../commands/ask.js';

interface DemoQuestion {
  tenant: string;
  lang: 'ko' | 'en';
  question: string;
  groups?: string[];
  /** Where the answer stands, and what it has to contain one of. */
  expect?: { path: string; contains: string[] };
}

/** Of each kind, every third question: a run takes minutes, not an hour. */
const stride = 3;
const askedOfEach = 6;

export interface AnswersResult {
  /** Answered from the right document with the right fact, of so many asked, by language of the question. */
  right: Record<'ko' | 'en', string>;
  /** Near misses whose answer is in no document: abstained, of so many asked. */
  abstained: string;
  medianMs: number;
  missed: string[];
}

/** Questions over the demo documents that no other part of the product knows. The peer is the goal: 10 of 12, and 5 of 6. */
export async function measureAnswers(): Promise<AnswersResult> {
  const file = path.join(productFolder, 'deploy/demo/questions.json');
  const all = JSON.parse(await readFile(file, 'utf8')) as DemoQuestion[];
  const some = (questions: DemoQuestion[]) =>
    questions.filter((_, index) => index % stride === 1).slice(0, askedOfEach);
  const answerable = all.filter(({ expect }) => expect !== undefined);
  const asked = {
    ko: some(answerable.filter(({ lang }) => lang === 'ko')),
    en: some(answerable.filter(({ lang }) => lang === 'en')),
    nobody: some(all.filter(({ expect }) => expect === undefined)),
  };
  const times: number[] = [];
  const missed: string[] = [];
  const right = async (questions: DemoQuestion[]): Promise<string> => {
    let count = 0;
    for (const question of questions) {
      const began = performance.now();
      if (await isAnsweredRight(question)) count++;
      else missed.push(question.question);
      times.push(performance.now() - began);
    }
    return `${count} of ${questions.length}`;
  };
  const [ko, en, abstained] = [await right(asked.ko), await right(asked.en), await right(asked.nobody)];
  times.sort((a, b) => a - b);
  return { right: { ko, en }, abstained, medianMs: Math.round(times[times.length >> 1] ?? 0), missed };
}

async function isAnsweredRight({ tenant, question, groups, expect }: DemoQuestion): Promise<boolean> {
  const client = await ApiClient.forTenant(tenant, 'member', groups ?? []);
  const { status, text, sentences } = await askUntilDone(client, { question });
  if (!expect) return status === 'ABSTAINED';
  const citations = sentences.flatMap((sentence) => sentence.citations);
  const said = [text, ...citations.map(({ quote }) => quote)].join('\n');
  return (
    status !== 'ABSTAINED' &&
    citations.some((citation) => citation.path === expect.path) &&
    expect.contains.some((fact) => said.includes(fact))
  );
}
