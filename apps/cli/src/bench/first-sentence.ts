import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from '../client/api-client.js';
import type { Job } from '../commands/ingest.js';
import { assertAllPublished, benchClient, manualPages, startUpload } from './scratch-corpus.js';

const questions = 3;
const backgroundPages = 400;

export interface FirstSentenceResult {
  /** Median milliseconds from the question to its first verified sentence or its abstention. */
  idleMs: number;
  whileIngestingMs: number;
  ratio: number;
}

/** Ingestion runs all the while that the second set of questions is asked. */
export async function measureFirstSentence(): Promise<FirstSentenceResult> {
  const client = await benchClient();
  const known = manualPages(8);
  await untilFinished(client, await startUpload(client, known));
  const subjects = [...known.values()]
    .map((page) => /^# (.*)$/m.exec(page)?.[1] ?? '')
    .filter((title) => title.startsWith('설비'));
  const idleMs = await medianOf(client, subjects, 3);
  const job = await startUpload(client, manualPages(backgroundPages));
  const whileIngestingMs = await medianOf(client, subjects, 5);
  await untilFinished(client, job);
  return { idleMs, whileIngestingMs, ratio: whileIngestingMs / idleMs };
}

/** @param valve number of the valve asked about, so that no question repeats an earlier one */
async function medianOf(client: ApiClient, subjects: readonly string[], valve: number): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < questions; index++) {
    const subject = subjects[index % subjects.length] ?? '';
    times.push(await firstSentence(client, `${subject}에서 ${valve + index}번 밸브는 몇 도 돌리나요?`));
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function firstSentence(client: ApiClient, question: string): Promise<number> {
  const began = performance.now();
  let first: number | undefined;
  const events = client.events('/api/v1/answers', {
    method: 'POST',
    body: JSON.stringify({ question, corpora: ['bench'] }),
    headers: { 'content-type': 'application/json' },
  });
  for await (const event of events) {
    if (event.event === 'error') throw new Error(JSON.stringify(event.data));
    if (event.event === 'sentence' || event.event === 'done') first ??= performance.now() - began;
  }
  return first ?? performance.now() - began;
}

async function untilFinished(client: ApiClient, jobId: string): Promise<void> {
  for (;;) {
    const job = await client.get<Job>(`/api/v1/jobs/${jobId}?first=0`);
    if (job.status === 'finished') return assertAllPublished(job);
    await sleep(300);
  }
}
