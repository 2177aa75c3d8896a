/** Two tenants with the same documents and questions: neither ever sees a word of the other. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import OpenAI from 'openai';
import { ApiCaller, collect } from '../harness/api-caller.mjs';
import { createKey, createTenant, ingest } from '../harness/command-line.mjs';
import { folderOf } from '../harness/library.mjs';
import { product } from '../harness/product.mjs';

const question = '비상 정지 코드는 무엇인가요?';
const canaries = { north: 'NORTHWIND-7731', south: 'SOUTHGATE-2094' };

let onggi;
let north;
let south;

before(async () => {
  onggi = await product();
  [north, south] = [await makeSide('north'), await makeSide('south')];
});

async function makeSide(tenant) {
  await createTenant(onggi, tenant);
  const canary = canaries[tenant];
  const open = await folderOf({
    'emergency.md': `# 비상 대응 지침\n\n비상 정지 코드는 ${canary} 이다. 코드를 입력하면 모든 생산 라인이 멈춘다.\n`,
  });
  const legal = await folderOf({
    'contract.md': `# 계약 검토 의견\n\n법무팀 전용 암호는 ${canary}-LEGAL 이며 다른 부서에 알리지 않는다.\n`,
  });
  const { jobId, documents } = await ingest(onggi, open, tenant, 'handbook', ['--source', 'spec']);
  const legalIngest = await ingest(onggi, legal, tenant, 'handbook', ['--source', 'spec', '--groups', 'legal']);
  const caller = async (role, groups) => new ApiCaller(onggi, await createKey(onggi, tenant, role, groups));
  const member = await caller('member', []);
  const answer = await member.ok('POST', '/api/v1/answers', { question });
  const corpora = await member.ok('GET', '/api/v1/corpora');
  return {
    tenant,
    canary,
    member,
    admin: await caller('admin', ['legal']),
    lawyer: await caller('member', ['legal']),
    answer,
    jobId,
    documentId: documents[0].documentId,
    legalDocumentId: legalIngest.documents[0].documentId,
    versionId: answer.passages[0].versionId,
    corpusId: corpora.corpora[0].id,
  };
}

const sides = () => [
  [north, south],
  [south, north],
];

describe('two tenants with the same question', () => {
  it('are each answered from their own documents', () => {
    for (const [own, other] of sides()) {
      assert.match(JSON.stringify(own.answer), new RegExp(own.canary));
      assert.doesNotMatch(JSON.stringify(own.answer), new RegExp(other.canary));
    }
  });

  it('never see each other, through any door', async () => {
    for (const [own, other] of sides()) {
      const texts = [];
      for (const caller of [own.member, own.admin]) {
        texts.push(
          (await caller.post('/api/v1/search', { query: question, first: 50 })).text,
          (await caller.post('/api/v1/search', { query: other.canary, first: 50 })).text,
          (await caller.get('/api/v1/corpora')).text,
          (await caller.get('/api/v1/corpora/handbook/documents')).text,
          (await caller.get('/api/v1/experts')).text,
          (await caller.get('/api/v1/conversations')).text,
          (await caller.graphql(`{ search(query: "${other.canary}", first: 50) { passages { text title path } } }`))
            .text,
          (await caller.graphql('{ corpora { id key } documents(corpus: "handbook") { documents { id title } } }'))
            .text,
        );
      }
      texts.push(JSON.stringify(await collect(own.member.events('GET', `/api/v1/answers/${own.answer.id}/events`))));
      for (const text of texts) {
        assert.doesNotMatch(text, new RegExp(other.canary));
        for (const id of [other.documentId, other.corpusId, other.versionId]) assert.ok(!text.includes(id));
      }
    }
  });

  it('are answered from their own documents by GraphQL and the OpenAI-compatible door', async () => {
    const { text } = await south.member.graphql(
      'mutation ($input: AskInput!) { ask(input: $input) { text passages { text } sentences { text } } }',
      { input: { question: `${question} ${north.canary}` } },
    );
    assert.doesNotMatch(text.replaceAll(`${question} ${north.canary}`, ''), /NORTHWIND-7731 이다/);
    const client = new OpenAI({ baseURL: `${onggi.url}/v1`, apiKey: south.member.key, maxRetries: 0 });
    const completion = await client.chat.completions.create({
      model: (await client.models.list()).data[0].id,
      messages: [{ role: 'user', content: question }],
    });
    assert.doesNotMatch(JSON.stringify(completion), new RegExp(north.canary));
  });
});

describe('an id of another tenant', () => {
  /** Every address that takes an id, and which id. */
  const addresses = [
    ['GET', (id) => `/api/v1/documents/${id}`, 'documentId'],
    ['GET', (id) => `/api/v1/documents/${id}/tree`, 'documentId'],
    ['GET', (id) => `/api/v1/documents/${id}/pages/1`, 'documentId'],
    ['GET', (id) => `/api/v1/documents/${id}/original`, 'documentId'],
    ['GET', (id) => `/api/v1/corpora/${id}/documents`, 'corpusId'],
    ['GET', (id) => `/api/v1/jobs/${id}`, 'jobId'],
    ['GET', (id) => `/api/v1/jobs/${id}/events`, 'jobId'],
    ['GET', (id) => `/api/v1/answers/${id}`, 'answerId'],
    ['GET', (id) => `/api/v1/answers/${id}/events`, 'answerId'],
    ['POST', (id) => `/api/v1/answers/${id}/cancel`, 'answerId', {}],
    ['POST', (id) => `/api/v1/answers/${id}/feedback`, 'answerId', { word: 'right' }],
    ['GET', (id) => `/api/v1/conversations/${id}`, 'conversationId'],
    ['PATCH', (id) => `/api/v1/conversations/${id}`, 'conversationId', { title: 'x' }],
    ['DELETE', (id) => `/api/v1/conversations/${id}`, 'conversationId'],
    ['POST', () => '/api/v1/search', 'corpusId', (id) => ({ query: 'x', corpora: [id] })],
    ['POST', () => '/api/v1/answers', 'corpusId', (id) => ({ question, corpora: [id] })],
    ['POST', () => '/api/v1/answers', 'conversationId', (id) => ({ question, conversationId: id })],
  ];

  it('is answered as a random one, to the byte', async () => {
    for (const [own, other] of sides()) {
      const ids = { ...other, answerId: other.answer.id, conversationId: other.answer.conversationId };
      for (const [method, address, which, body] of addresses) {
        const replies = [];
        for (const id of [ids[which], randomId()]) {
          const sent = typeof body === 'function' ? body(id) : body;
          const reply = await own.admin.request(method, address(id), sent);
          replies.push({ status: reply.status, text: withoutIds(reply.text) });
        }
        assert.deepEqual(replies[0], replies[1], `${method} ${address('{id}')}`);
        assert.equal(replies[0].status, 404, `${method} ${address('{id}')}: ${replies[0].text}`);
      }
    }
  });

  it('is answered as a random one by GraphQL', async () => {
    const replies = [];
    for (const id of [north.jobId, randomId()])
      replies.push(withoutIds((await south.admin.graphql(`{ job(id: "${id}") { id } }`)).text));
    assert.equal(replies[0], replies[1]);
  });

  it('changed nothing', async () => {
    for (const [own] of sides()) {
      const answer = await own.member.ok('GET', `/api/v1/answers/${own.answer.id}`);
      assert.equal(answer.status, own.answer.status);
      assert.ok(await own.member.ok('GET', `/api/v1/conversations/${own.answer.conversationId}`));
    }
  });
});

describe('groups within a tenant', () => {
  it('keep a document from those who are in none of its groups', async () => {
    const seen = async (caller) => {
      const { passages } = await caller.ok('POST', '/api/v1/search', { query: '법무팀 전용 암호', first: 50 });
      return passages.some((passage) => passage.text.includes(`${north.canary}-LEGAL`));
    };
    assert.equal(await seen(north.member), false);
    assert.equal(await seen(north.lawyer), true);
    const paths = ['', '/tree', '/original', '/pages/1'].map(
      (more) => `/api/v1/documents/${north.legalDocumentId}${more}`,
    );
    for (const path of paths) {
      const hidden = await north.member.get(path);
      const random = await north.member.get(path.replace(north.legalDocumentId, randomId()));
      assert.equal(hidden.status, 404, path);
      assert.equal(withoutIds(hidden.text), withoutIds(random.text));
    }
    assert.equal((await north.lawyer.get(paths[0])).status, 200);
    const listed = await north.member.ok('GET', '/api/v1/corpora/handbook/documents');
    assert.ok(!JSON.stringify(listed).includes(north.legalDocumentId));
    assert.equal(listed.total, 1);
  });

  it('do not open one person’s answers to another', async () => {
    const stranger = await north.lawyer.get(`/api/v1/answers/${north.answer.id}`);
    const random = await north.lawyer.get(`/api/v1/answers/${randomId()}`);
    assert.equal(stranger.status, 404);
    assert.equal(withoutIds(stranger.text), withoutIds(random.text));
  });
});

/** A UUIDv7 of now that nobody has. */
function randomId() {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function withoutIds(text) {
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '{id}');
}
