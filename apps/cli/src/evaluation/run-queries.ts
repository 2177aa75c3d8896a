import {
  passagesJudged,
  type EvaluationSet,
  type JudgedAnswer,
  type QueryOutcome,
  type SetQuery,
} from '@onggi/evaluation';
import { patiently } from '../client/patiently.js';
import { askUntilDone, type Answer } from '../commands/ask.js';
import { printLongProgress, say } from '../output/output.js';
import type { EvaluationPlace } from './evaluation-place.js';

/** What came of the queries, and what came to nothing. */
export interface QueryRun {
  outcomes: QueryOutcome[];
  failures: { id: string; reason: string }[];
}

interface Passage {
  documentId: string;
  /** Documents where the same text stands: a reader sees them at its place. */
  alsoIn?: { documentId: string }[];
}

interface RunOptions {
  retrievalOnly: boolean;
  /** True: every search. Default: as the installation has it. */
  rerank?: boolean;
  /** A set of the tenant's that is measured instead of the active one. */
  embeddingSet?: number;
  signal: AbortSignal;
  /** Onggi's document id → the set's. */
  setIds: ReadonlyMap<string, string>;
}

/** As many as keep two cores busy without waiting for each other. */
const concurrency = 2;

/** Searches for every query, then asks every query. One that fails counts as found nothing and said nothing. */
export async function runQueries(place: EvaluationPlace, set: EvaluationSet, options: RunOptions): Promise<QueryRun> {
  const failures: QueryRun['failures'] = [];
  const tried = async <Result>(query: SetQuery, work: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await patiently(options.signal, work);
    } catch (error) {
      options.signal.throwIfAborted();
      failures.push({ id: query.id, reason: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const searched = await each(set.queries, { ko: '찾기', en: 'searched' }, (query) =>
    tried(query, () => search(place, query, options)),
  );
  const answered = options.retrievalOnly
    ? []
    : await each(set.queries, { ko: '묻기', en: 'asked' }, (query) => tried(query, () => ask(place, query, options)));
  const silence = { answer: { abstained: false, text: '', cited: [] } };
  const outcomes = set.queries.map(({ id }, index): QueryOutcome => ({
    queryId: id,
    found: [],
    ...searched[index],
    ...(options.retrievalOnly ? {} : (answered[index] ?? silence)),
  }));
  return { outcomes, failures };
}

async function search(
  { client, corpus, expert }: EvaluationPlace,
  query: SetQuery,
  { setIds, rerank, embeddingSet }: RunOptions,
): Promise<Pick<QueryOutcome, 'found' | 'searchMs'>> {
  const began = performance.now();
  const { passages } = await client.post<{ passages: Passage[] }>('/api/v1/search', {
    query: query.text,
    first: passagesJudged,
    corpora: [corpus],
    expert,
    ...(rerank ? { rerank } : {}),
    ...(embeddingSet === undefined ? {} : { embeddingSet }),
  });
  return {
    searchMs: performance.now() - began,
    found: passages
      .flatMap((passage) => [passage, ...(passage.alsoIn ?? [])])
      .map(({ documentId }) => setIds.get(documentId) ?? documentId),
  };
}

async function ask(
  { client, expert }: EvaluationPlace,
  query: SetQuery,
  { setIds }: RunOptions,
): Promise<Required<Pick<QueryOutcome, 'answer' | 'answerMs'>>> {
  const began = performance.now();
  const answer = await askUntilDone(client, { question: query.text, expert }, () => undefined);
  const answerMs = performance.now() - began;
  await client.delete(`/api/v1/conversations/${answer.conversationId}`);
  return { answer: judgedAnswer(answer, setIds), answerMs };
}

function judgedAnswer(answer: Answer, setIds: ReadonlyMap<string, string>): JudgedAnswer {
  const abstained = answer.status === 'ABSTAINED';
  const citations = answer.sentences.flatMap((sentence) => sentence.citations);
  return {
    abstained,
    text: abstained ? '' : answer.text,
    cited: citations.map(({ documentId }) => setIds.get(documentId) ?? documentId),
  };
}

/** Works through the queries, a few at a time. @returns one result a query, in their order */
async function each<Result>(
  queries: readonly SetQuery[],
  name: { ko: string; en: string },
  work: (query: SetQuery) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = queries.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [index, query] of waiting) {
      results[index] = await work(query);
      done += 1;
      printLongProgress(`${say(name)} ${done}/${queries.length}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
