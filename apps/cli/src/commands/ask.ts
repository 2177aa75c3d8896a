import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ApiClient, type ServerEvent } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import { addFilterOptions, filtersOf, type FilterOptions } from './filter-options.js';
import { commaList, endProgress, printJson, printLine, printProgress, say } from '../output/output.js';

interface AskOptions extends FilterOptions {
  tenant: string;
  groups?: string;
  expert?: string;
  corpora?: string;
  language?: string;
  json?: boolean;
}

interface Citation {
  documentId: string;
  title: string;
  path: string;
  page: number | null;
  heading: string;
  quote: string;
}

/** An answer, as far as commands read it. */
export interface Answer {
  id: string;
  conversationId: string;
  status: string;
  text: string;
  sentences: { text: string; citations: Citation[] }[];
  passages: { title: string; page: number | null; text: string }[];
}

interface Progress {
  answerId?: string;
  lastId: number;
  answer?: Answer;
  /** Hears what is being done. */
  onStep: (name: string) => void;
}

const reconnectMs = 500;
const patienceMs = 120_000;

/** `ask "Q" --tenant T [--groups a,b] [--expert E] [--json]`: streams, and goes on after a broken connection by event id. */
export function addAskCommand(program: Command): void {
  const command = program
    .command('ask')
    .argument('<question>')
    .requiredOption('--tenant <id>')
    .option('--groups <keys>', 'comma list; without it a member of "everyone" only')
    .option('--expert <key>')
    .option('--corpora <keys>', 'comma list')
    .option('--language <language>', 'ko or en; default: that of the question')
    .option('--json', 'print the whole answer as JSON');
  addFilterOptions(command).action(async (question: string, options: AskOptions) => {
    const client = await ApiClient.forTenant(options.tenant, 'member', commaList(options.groups));
    const answer = await askUntilDone(client, {
      question,
      ...(options.expert === undefined ? {} : { expert: options.expert }),
      ...(options.corpora === undefined ? {} : { corpora: commaList(options.corpora) }),
      ...filtersOf(options),
      ...(options.language === undefined ? {} : { language: options.language }),
    });
    endProgress();
    if (options.json) printJson(answer);
    else printAnswer(answer);
  });
}

/** Asks and waits, however long the answer takes. @throws CommandError when the answer failed or could not be had */
export async function askUntilDone(
  client: ApiClient,
  body: object,
  onStep: Progress['onStep'] = printProgress,
): Promise<Answer> {
  const progress: Progress = { lastId: 0, onStep };
  await consume(
    client.events('/api/v1/answers', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    progress,
  );
  const deadline = Date.now() + patienceMs;
  while (!progress.answer) {
    if (progress.answerId === undefined || Date.now() > deadline) {
      throw new CommandError(
        say({ ko: '답변이 끊겼습니다.', en: 'The answer was interrupted.' }),
        say({ ko: '다시 물어보세요.', en: 'Ask again.' }),
        'ANSWER_INTERRUPTED',
      );
    }
    await sleep(reconnectMs);
    await consume(client.events(`/api/v1/answers/${progress.answerId}/events?after=${progress.lastId}`), progress);
  }
  return progress.answer;
}

/** Reads events into `progress`; a broken connection ends it quietly once the answer has an id, for it can be resumed. */
async function consume(events: AsyncGenerator<ServerEvent>, progress: Progress): Promise<void> {
  try {
    for await (const event of events) {
      progress.lastId = Math.max(progress.lastId, event.id);
      if (event.event === 'started') progress.answerId = (event.data as { id: string }).id;
      if (event.event === 'step') progress.onStep((event.data as { name: string }).name);
      if (event.event === 'done') progress.answer = (event.data as { answer: Answer }).answer;
      if (event.event === 'error') throw failure(event.data);
    }
  } catch (error) {
    const refusedByApi =
      error instanceof CommandError && error.code !== 'API_UNREACHABLE' && error.code !== 'DATABASE_UNAVAILABLE';
    if (refusedByApi || progress.answerId === undefined) throw error;
  }
}

function failure(data: unknown): CommandError {
  const { error } = data as { error: { code: string; message: string; remedy: string; retryAfterMs?: number } };
  return new CommandError(error.message, error.remedy, error.code, error.retryAfterMs);
}

function printAnswer(answer: Answer): void {
  const sources: string[] = [];
  for (const sentence of answer.sentences) {
    const marks = sentence.citations.map((citation) => {
      const source = `${citation.title}${citation.page === null ? '' : `, p. ${citation.page}`} (${citation.path})`;
      if (!sources.includes(source)) sources.push(source);
      return `[${sources.indexOf(source) + 1}]`;
    });
    printLine(`${sentence.text} ${marks.join('')}`);
  }
  if (answer.status === 'ABSTAINED') {
    printLine(answer.text);
    for (const passage of answer.passages.slice(0, 3))
      printLine(`· ${passage.title}: ${passage.text.replace(/\s+/g, ' ').slice(0, 160)}`);
  }
  sources.forEach((source, index) => printLine(`[${index + 1}] ${source}`));
}
