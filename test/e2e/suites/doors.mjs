/** The same question and the same errors through every door. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import OpenAI from 'openai';
import { ApiCaller, collect } from '../harness/api-caller.mjs';
import { onggi } from '../harness/command-line.mjs';
import { assertAnswer, assertError, assertErrorBody, assertId, assertPassage } from '../harness/contract.mjs';
import { questions, theLibrary } from '../harness/library.mjs';

let library;
const inKorean = (caller) => new ApiCaller(caller.product, caller.key, 'ko');

describe('REST', () => {
  before(async () => (library = await theLibrary()));

  it('answers, and gives the same answer again by its id', async () => {
    const answer = await library.member.ok('POST', '/api/v1/answers', { question: questions.korean.text });
    assertAnswer(answer);
    assert.match(answer.text, questions.korean.fact);
    assert.equal(answer.sentences[0].citations[0].path, questions.korean.path);
    assert.equal(answer.sentences[0].citations[0].page, null);
    const again = await library.member.ok('GET', `/api/v1/answers/${answer.id}`);
    assert.deepEqual(again.sentences, answer.sentences);
    assert.equal(again.status, answer.status);
  });

  it('cites words that stand where it says', async () => {
    const { passages } = await library.member.ok('POST', '/api/v1/search', { query: 'demineralised water storage' });
    const [best] = passages;
    assertPassage(best);
    assert.equal(best.path, questions.koreanOverEnglish.path);
    const page = await library.member.ok(
      'GET',
      `/api/v1/documents/${best.documentId}/pages/3?version=${best.versionId}&start=${best.start}&end=${best.end}`,
    );
    assert.ok(page.marks.length > 0);
    assert.ok(page.text.includes('12 litres of demineralised water'));
    for (const mark of page.marks) assert.ok(mark.x >= 0 && mark.y >= 0 && mark.x + mark.width <= page.width);
  });

  it('abstains where no document has the answer, and shows the nearest passages', async () => {
    const answer = await library.member.ok('POST', '/api/v1/answers', { question: questions.unanswerable });
    assertAnswer(answer);
    assert.equal(answer.status, 'ABSTAINED');
    assert.ok(answer.passages.length > 0);
  });

  it('shows a curator how passages came to their places, and no member', async () => {
    const question = { query: '주차', first: 1, trace: true };
    const { passages, trace } = await library.curator.ok('POST', '/api/v1/search', question);
    assert.equal(trace.candidates.find((each) => each.rank === 1).chunkId, passages[0].chunkId);
    assertError(await library.member.post('/api/v1/search', question), 403, 'FORBIDDEN', 'en');
  });

  it('searches with a limit', async () => {
    const found = await library.member.ok('POST', '/api/v1/search', { query: '주차', first: 1 });
    assert.equal(found.passages.length, 1);
  });

  it('describes itself', async () => {
    const { body } = await library.member.get('/api/openapi.json');
    for (const path of ['/api/v1/answers', '/api/v1/search', '/api/v1/jobs/{job}'])
      assert.ok(body.paths[path], `${path} is described`);
  });
});

describe('server-sent events', () => {
  const ask = { question: questions.korean.text };

  it('are numbered, end with the answer, and are replayed from any of them', async () => {
    const events = await collect(library.member.events('POST', '/api/v1/answers', ask));
    assert.deepEqual(
      events.map((event) => event.id),
      events.map((_, index) => index + 1),
    );
    const names = events.map((event) => event.event);
    assert.equal(names[0], 'started');
    assert.equal(names.at(-1), 'done');
    assert.ok(names.includes('passages') && names.includes('sentence'));
    const { answer } = events.at(-1).data;
    assertAnswer(answer);
    const stored = await library.member.ok('GET', `/api/v1/answers/${answer.id}`);
    assert.deepEqual(stored.sentences, answer.sentences);

    for (let cut = 0; cut < events.length; cut += 1) {
      const path = `/api/v1/answers/${answer.id}/events`;
      const byAddress = await collect(library.member.events('GET', `${path}?after=${cut}`));
      assert.deepEqual(kinds(byAddress), kinds(events.slice(cut)), `after ${cut}`);
      const byHeader = await collect(library.member.events('GET', path, undefined, { 'last-event-id': `${cut}` }));
      assert.deepEqual(kinds(byHeader), kinds(events.slice(cut)), `Last-Event-ID ${cut}`);
    }
  });

  it('go on where they were when the connection is cut after each of them', async () => {
    const seen = [];
    for await (const event of library.member.events('POST', '/api/v1/answers', ask)) {
      seen.push(event);
      break;
    }
    const { id } = seen[0].data;
    while (!['done', 'error'].includes(seen.at(-1).event)) {
      const headers = { 'last-event-id': `${seen.at(-1).id}` };
      for await (const event of library.member.events('GET', `/api/v1/answers/${id}/events`, undefined, headers)) {
        seen.push(event);
        break;
      }
    }
    assert.deepEqual(
      seen.map((event) => event.id),
      seen.map((_, index) => index + 1),
    );
    assert.equal(seen.at(-1).event, 'done');
  });

  it('end when the asker cancels', async () => {
    let cancelled;
    for await (const event of library.member.events('POST', '/api/v1/answers', ask)) {
      if (event.event === 'started')
        cancelled = library.member.ok('POST', `/api/v1/answers/${event.data.id}/cancel`, {});
    }
    const { id } = await cancelled;
    const { status } = await library.member.ok('GET', `/api/v1/answers/${id}`);
    assert.match(status, /^(CANCELLED|GENERATED|EXTRACTIVE)$/);
  });
});

describe('GraphQL', () => {
  const sentences = '{ text verdict citations { documentId versionId path title page heading quote start end } }';

  it('asks and searches', async () => {
    const { body } = await library.member.graphql(
      `mutation ($input: AskInput!) { ask(input: $input) { id status language text sentences ${sentences} } }`,
      { input: { question: questions.korean.text } },
    );
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    assert.match(body.data.ask.text, questions.korean.fact);
    assert.equal(body.data.ask.sentences[0].citations[0].path, questions.korean.path);
    const found = await library.member.graphql(
      `query { search(query: "주차", first: 3) { passages { documentId chunkId path title page text score } } }`,
    );
    assert.equal(found.body.data.search.passages[0].path, questions.korean.path);
  });

  it('shows who I am, corpora, documents and jobs', async () => {
    const { body } = await library.curator.graphql(
      `query ($job: ID!) { me { tenant { id } role } corpora { key documents }
        documents(corpus: "handbook") { total documents { path status } } job(id: $job) { status total published } }`,
      { job: library.ingested.jobId },
    );
    assert.equal(body.errors, undefined, JSON.stringify(body.errors));
    assert.equal(body.data.me.tenant.id, library.tenant);
    assert.equal(body.data.me.role, 'curator');
    assert.deepEqual(body.data.corpora, [{ key: 'handbook', documents: 2 }]);
    assert.equal(body.data.documents.total, 2);
    assert.deepEqual(body.data.job, { status: 'finished', total: 2, published: 2 });
  });

  it('carries errors in extensions', async () => {
    const { body } = await inKorean(library.member).graphql('query { job(id: "x") { id } }');
    const { extensions } = body.errors[0];
    assertErrorBody(extensions, 'ko');
    assert.equal(JSON.stringify(body).includes('stack'), false);
  });
});

describe('the OpenAI-compatible door', () => {
  const client = () => new OpenAI({ baseURL: `${library.product.url}/v1`, apiKey: library.member.key, maxRetries: 0 });
  const messages = [{ role: 'user', content: questions.korean.text }];

  it('lists models that can be asked', async () => {
    const models = await client().models.list();
    assert.ok(models.data.length > 0);
    assert.equal(models.data[0].object, 'model');
  });

  it('answers with marks, and the whole answer beside', async () => {
    const [model] = (await client().models.list()).data;
    const completion = await client().chat.completions.create({ model: model.id, messages });
    const [choice] = completion.choices;
    assert.equal(choice.finish_reason, 'stop');
    assert.match(choice.message.content, questions.korean.fact);
    assert.match(choice.message.content, /\[1\]/);
    assertAnswer(completion.onggi);
  });

  it('streams', async () => {
    const [model] = (await client().models.list()).data;
    const stream = await client().chat.completions.create({ model: model.id, messages, stream: true });
    let text = '';
    let finish;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      finish = chunk.choices[0]?.finish_reason ?? finish;
    }
    assert.match(text, questions.korean.fact);
    assert.match(text, /\[1\]/);
    assert.equal(finish, 'stop');
  });

  it('refuses a bad key the way its clients know', async () => {
    const stranger = new OpenAI({ baseURL: `${library.product.url}/v1`, apiKey: 'onggi_no', maxRetries: 0 });
    await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
    await assert.rejects(stranger.chat.completions.create({ model: 'onggi', messages }), OpenAI.AuthenticationError);
  });
});

describe('errors', () => {
  for (const language of ['ko', 'en']) {
    it(`say what to do, in ${language}`, async () => {
      const caller = (key) => new ApiCaller(library.product, key, language);
      const member = caller(library.member.key);
      assertError(await caller('onggi_wrong').get('/api/v1/me'), 401, 'UNAUTHENTICATED', language);
      assertError(await caller(undefined).post('/api/v1/search', { query: 'x' }), 401, 'UNAUTHENTICATED', language);
      for (const question of ['', '   ', '\n\t', '가'.repeat(100_000), 7, null]) {
        const reply = await member.post('/api/v1/answers', { question });
        assert.ok(reply.status === 400 || reply.status === 413, `${reply.status} for ${String(question).slice(0, 9)}`);
        assertErrorBody(reply.body.error, undefined);
      }
      assertError(await member.post('/api/v1/answers', { question: '' }), 400, undefined, undefined);
      assertError(await member.get('/api/v1/corpora/nowhere/documents'), 404, undefined, language);
      assertError(await member.post('/api/v1/corpora', { key: 'mine' }), 403, 'FORBIDDEN', language);
      assertError(await member.get('/api/v1/no-such-thing'), 404, 'NOT_FOUND', language);
      const broken = await member.fetch('POST', '/api/v1/search', new FormData(), {
        'content-type': 'application/json',
      });
      assert.equal(broken.status, 400);
    });
  }

  it('name a tenant that does not exist on the command line', async () => {
    const refused = await onggi(library.product, ['ask', 'x', '--tenant', 'nowhere', '--json'], { language: 'ko' });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /[가-힣]/);
    assert.equal(refused.json.error.code, 'NOT_FOUND');
  });

  it('leave the tenant that a key belongs to, whatever the request says', async () => {
    const me = await library.member.ok('GET', '/api/v1/me?tenant=electronics', undefined, {
      'x-tenant': 'electronics',
    });
    assert.equal(me.tenant.id, library.tenant);
    const reply = await library.member.post('/api/v1/search', { query: 'x', tenant: 'electronics' });
    assert.equal(reply.status, 400);
  });

  it('carry an id by which they are found in the log', async () => {
    const reply = await library.member.get('/api/v1/corpora/nowhere/documents');
    assertId(reply.headers.get('x-request-id'));
    assert.equal(reply.body.error.requestId, reply.headers.get('x-request-id'));
  });
});

/** What an event says, without what is counted anew at each reading. */
function kinds(events) {
  return events.map(({ id, event }) => ({ id, event }));
}
