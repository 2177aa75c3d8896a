/** Processes die in the middle of work. TEST_FAULTS=long kills the worker ten times and keeps inference away for a minute. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiCaller } from '../harness/api-caller.mjs';
import { createKey, createTenant } from '../harness/command-line.mjs';
import { assertErrorBody } from '../harness/contract.mjs';
import { eventually, product } from '../harness/product.mjs';

const isLong = process.env.TEST_FAULTS === 'long';
const workerKills = isLong ? 10 : 2;
const inferenceAwayMs = isLong ? 60_000 : 8_000;
const documentsPerRound = isLong ? 60 : 16;
const sectionsPerDocument = isLong ? 6 : 3;
/** Nothing may be stuck longer than this once all processes are there again. */
const stuckMs = 60_000;

let onggi;
let curator;
let round = 0;

before(async () => {
  onggi = await product();
  await createTenant(onggi, 'storm');
  curator = new ApiCaller(onggi, await createKey(onggi, 'storm', 'curator'));
});

/** Uploads a round of documents, each with a word of its own. */
async function upload(count = documentsPerRound) {
  round += 1;
  const corpus = `round-${round}`;
  const files = Array.from({ length: count }, (_, index) => ({
    path: `note-${index}.md`,
    content: note(corpus, index),
  }));
  const reply = await curator.upload(corpus, files, { createCorpus: 'true', source: 'storm' });
  assert.equal(reply.status, 202, reply.text);
  return { corpus, count, jobId: reply.body.jobId };
}

function note(corpus, index) {
  const sections = Array.from(
    { length: sectionsPerDocument },
    (_, part) =>
      `## Part ${part}\n\n${`The beacon ${corpus}x${index}p${part} is checked by the harbour crew at dawn. `.repeat(8)}\n`,
  );
  return `# Note ${index}\n\n${sections.join('\n')}`;
}

async function jobOf(jobId) {
  try {
    return await curator.ok('GET', `/api/v1/jobs/${jobId}?first=1000`);
  } catch {
    // The api is one of those that die here.
    return undefined;
  }
}

/** Waits until the job has begun, and has not ended. */
async function untilUnderWay(jobId) {
  await eventually(async () => ((await jobOf(jobId))?.published ?? 0) > 0, stuckMs, 'the first document is published');
}

/** Everything that was sent is there, once, and whole. */
async function assertAllPublishedOnce({ corpus, count, jobId }) {
  await onggi.untilReady();
  await eventually(
    async () => (await jobOf(jobId))?.status === 'finished',
    stuckMs + count * 2_000,
    `every document of ${corpus} is settled`,
  );
  const job = await jobOf(jobId);
  assert.deepEqual(
    job.documents
      .filter((document) => document.status !== 'published')
      .map(({ path, status, reason }) => ({ path, status, reason })),
    [],
  );
  assert.equal(job.published, count);
  const listed = await curator.ok('GET', `/api/v1/corpora/${corpus}/documents?first=200`);
  assert.equal(listed.total, count);
  assert.ok(listed.documents.every((document) => document.version === 1 && document.status === 'published'));
  for (const index of [0, Math.floor(count / 2), count - 1]) await assertPassagesOnce(corpus, index);
}

async function assertPassagesOnce(corpus, index) {
  const { passages } = await curator.ok('POST', '/api/v1/search', {
    query: `beacon ${corpus}x${index}p0`,
    first: 50,
    corpora: [corpus],
  });
  const own = passages.filter((passage) => passage.path === `note-${index}.md`);
  assert.ok(own.length > 0, `note-${index} is found`);
  assert.equal(new Set(own.map((passage) => passage.start)).size, own.length, 'no passage is there twice');
}

describe('killed in mid-ingest', () => {
  it(`a worker, ${workerKills} times: every document is published exactly once`, async () => {
    const sent = await upload(isLong ? 150 : documentsPerRound);
    for (let kill = 0; kill < workerKills; kill += 1) {
      await untilUnderWay(sent.jobId);
      if ((await jobOf(sent.jobId))?.status === 'finished') break;
      onggi.kill('worker');
      await sleep(isLong ? 3_000 : 1_500);
    }
    await assertAllPublishedOnce(sent);
  });

  for (const name of ['inference', 'api', 'postgres']) {
    it(`${name}: every document is published exactly once`, async () => {
      const sent = await upload();
      await untilUnderWay(sent.jobId);
      onggi.kill(name);
      await assertAllPublishedOnce(sent);
    });
  }
});

describe('inference away in mid-ingest', () => {
  it(`for ${inferenceAwayMs / 1000} s: nothing fails`, async () => {
    const sent = await upload();
    await untilUnderWay(sent.jobId);
    onggi.signal('inference', 'SIGSTOP');
    await sleep(inferenceAwayMs);
    onggi.signal('inference', 'SIGCONT');
    await assertAllPublishedOnce(sent);
  });
});

describe('killed in mid-answer', () => {
  for (const name of ['inference', 'api', 'postgres']) {
    it(`${name}: the asker gets the resumed answer or a named error, and can ask again`, async () => {
      await onggi.untilReady();
      const ending = await askAndKill(name);
      if (ending.event === 'error')
        assertErrorBody({ requestId: '00000000-0000-7000-8000-000000000000', ...ending.data.error });
      else assert.match(ending.data.answer.status, /^(GENERATED|EXTRACTIVE|ABSTAINED|FAILED)$/);
      await onggi.untilReady();
      const again = await curator.ok('POST', '/api/v1/answers', {
        question: 'Who checks the beacon round-1x0p0 at dawn?',
      });
      assert.match(again.status, /^(GENERATED|EXTRACTIVE|ABSTAINED)$/);
    });
  }

  /** Asks, kills one process after the first passages, and follows the answer by event id to its end. */
  async function askAndKill(name) {
    const state = { id: undefined, after: 0, ending: undefined, killed: false };
    const follow = async (events) => {
      for await (const event of events) {
        state.after = event.id;
        if (event.event === 'started') state.id = event.data.id;
        if (event.event === 'done' || event.event === 'error') state.ending = event;
        if (event.event === 'passages' && !state.killed) {
          state.killed = true;
          onggi.kill(name);
        }
      }
    };
    const question = 'Who checks the beacon round-1x1p1, and when?';
    await follow(curator.events('POST', '/api/v1/answers', { question })).catch(() => undefined);
    assert.ok(state.id, 'the answer had begun');
    await eventually(
      async () => {
        if (state.ending) return true;
        await follow(curator.events('GET', `/api/v1/answers/${state.id}/events?after=${state.after}`)).catch(
          () => undefined,
        );
        return state.ending !== undefined;
      },
      stuckMs,
      `the answer has ended after ${name} was killed`,
    );
    return state.ending;
  }
});
