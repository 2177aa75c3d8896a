/** GraphQL as a weapon: documents that are small to send and large to work on, and questions about the schema. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { getIntrospectionQuery, parse } from 'graphql';
import WebSocket from 'ws';
import { ApiCaller } from '../../e2e/harness/api-caller.mjs';
import { assertErrorBody } from '../../e2e/harness/contract.mjs';
import { rawRequest, sendRaw } from '../harness/raw-http.mjs';
import { secondApi } from '../harness/second-api.mjs';
import { theTenants } from '../harness/tenants.mjs';

let world;
let member;
before(async () => {
  world = await theTenants();
  member = world.north.member;
});

const repeat = (count, make) => Array.from({ length: count }, (_, index) => make(index)).join(' ');

/** 24 fragments, each of which spreads the next one twice: 2^24 fields when spread out. */
const doubling = (count, last) =>
  `{ search(query: "x") { ...F0 } } ${repeat(count, (i) => `fragment F${i} on SearchResult { ...F${i + 1} ...F${i + 1} }`)}
   fragment F${count} on SearchResult { ${last} }`;

const bombs = {
  'of 200 aliases at the root': `{ ${repeat(200, (i) => `a${i}: me { role }`)} }`,
  'of 200 aliases further down': `{ me { ${repeat(200, (i) => `a${i}: role`)} } }`,
  'of 200 searches under aliases': `{ ${repeat(200, (i) => `a${i}: search(query: "x") { passages { text } }`)} }`,
  'of 40 levels': `{ ${repeat(40, () => 'me {')} role ${repeat(40, () => '}')} }`,
  'of 900 levels': `{ ${repeat(900, () => 'a {')} b ${repeat(900, () => '}')} }`,
  'of 100,000 levels': `{ ${repeat(100_000, () => 'a {')} b ${repeat(100_000, () => '}')} }`,
  'of 100,000 braces': '{'.repeat(100_000),
  'of 2^24 spread fields': doubling(24, 'passages { text }'),
  'of 2^24 spread aliases': doubling(24, 'a: passages { b: text }'),
  'of 500 inline fragments inside each other': `{ me { ${repeat(500, () => '... on Me {')} role ${repeat(501, () => '}')} }`,
  'of a fragment that holds itself': '{ me { ...A } } fragment A on Me { ...A }',
  'of three fragments in a circle':
    '{ me { ...A } } fragment A on Me { ...B } fragment B on Me { ...C } fragment C on Me { ...A }',
  'of a circle that nothing spreads': '{ me { role } } fragment A on Me { ...B } fragment B on Me { ...A }',
  'of 500 directives': `{ me { role ${repeat(500, () => '@include(if: true)')} } }`,
  'of 500 directives nobody knows': `{ me { role ${repeat(500, (i) => `@a${i}`)} } }`,
  'of directives doubled by fragments': doubling(12, 'passages { text @include(if: true) @skip(if: false) }'),
  'of 60 operations': repeat(60, (i) => `query Q${i} { me { role } }`),
  'of 500 fragments': `{ me { role } } ${repeat(500, (i) => `fragment F${i} on Me { role }`)}`,
  'of 20,000 words': `{ me { ${repeat(20_000, () => 'role')} } }`,
  'of one long comment and many fields': `{ me { #${'x'.repeat(100_000)}\n ${repeat(3_000, () => 'role')} } }`,
  'of lists in lists': '{ documents(corpus: "handbook") { documents { id } } '.repeat(300),
  'in place of text: a syntax tree': JSON.stringify(parse('{ me { role } }')),
  'in place of text: a syntax tree with a forged place': JSON.stringify({
    ...parse('{ me { role } }'),
    loc: { start: 0 },
  }),
};

/** CPU seconds that the api may spend on refusing all bombs, each of which could take minutes; generous for a busy machine. */
const cpuSecondsForAll = 20;

describe('a GraphQL document', () => {
  for (const [what, query] of Object.entries(bombs)) {
    it(`${what} is refused`, async () => {
      const { status, body, text } = await member.graphql(query);
      assert.equal(status, 400, text.slice(0, 500));
      assert.equal(body.data, null);
      assertErrorBody(body.errors[0].extensions, 'en');
      assert.ok(text.length < 10_000, 'the refusal is short');
      assert.doesNotMatch(text, /stack|node_modules|Did you mean/);
    });
  }

  it('of any of these kinds costs next to nothing', async () => {
    const before = cpuSeconds();
    await Promise.all(Object.values(bombs).map((query) => member.graphql(query)));
    const spent = cpuSeconds() - before;
    assert.ok(spent < cpuSecondsForAll, `${spent} CPU seconds`);
    assert.equal((await fetch(`${world.product.url}/health/live`)).status, 200);
  });

  it('of a size that someone has a use for is answered', async () => {
    const { status, body } = await member.graphql(
      `query ($q: String!) { me { role tenant { id name { ko en } } groups { key } } first: search(query: $q, first: 5) { ...Found }
         second: search(query: $q) { ...Found } corpora { key documents } documents(corpus: "handbook") { total documents { id path title } } }
       fragment Found on SearchResult { understood passages { documentId versionId title path page heading text score alsoIn { documentId title } } }`,
      { q: '비상' },
    );
    assert.equal(status, 200, JSON.stringify(body.errors));
    assert.equal(body.errors, undefined);
  });

  it('is one a request: batches are off', async () => {
    const { status } = await member.post('/graphql', [{ query: '{ me { role } }' }, { query: '{ me { role } }' }]);
    assert.equal(status, 400);
  });

  it('comes by POST and as JSON only', async () => {
    for (const query of ['{me{role}}', 'mutation{startAnswer(input:{question:"x"}){id}}']) {
      const reply = await member.get(`/graphql?query=${encodeURIComponent(query)}`);
      assert.equal(reply.status, 405);
      assertErrorBody(reply.body.errors[0].extensions, 'en');
    }
    const graphql = rawRequest(world.product, {
      path: '/graphql',
      headers: { 'content-type': 'application/graphql' },
      body: '{ me { role } }',
    });
    assert.notEqual((await sendRaw(world.product, graphql)).status, 200);
  });

  it('needs the header of our own pages beside a cookie', async () => {
    const signedIn = await fetch(`${world.product.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: world.north.tenant, email: world.north.email }),
    });
    const cookie = signedIn.headers.get('set-cookie').split(';')[0];
    const stranger = new ApiCaller(world.product, undefined);
    const send = (headers) =>
      stranger.request('POST', '/graphql', { query: '{ me { role } }' }, { cookie, ...headers });
    assert.equal((await send({})).body.errors[0].extensions.code, 'INVALID_INPUT');
    assert.equal((await send({ 'x-onggi-request': '1' })).body.data.me.role, 'curator');
    const origin = { cookie, origin: 'https://evil.example' };
    await assert.rejects(openSocket(world.product, origin), /403/);
    (await openSocket(world.product, { cookie, origin: world.product.url })).socket.close();
  });
});

describe('what the schema is', () => {
  const guesses = [
    '{ mee { role } }',
    '{ me { rol } }',
    '{ search(quer: "x") { passages { text } } }',
    'query ($a: Strin) { me { role } }',
    '{ me { role } } fragment F on Mee { role }',
  ];
  const introspections = [
    getIntrospectionQuery(),
    '{ __schema { types { name } } }',
    '{ __type(name: "Me") { fields { name } } }',
    '{ s: __schema { queryType { name } } }',
    '{ ...F } fragment F on Query { __schema { types { name } } }',
  ];

  it('is not told in production, not even by hints', async () => {
    for (const query of [...guesses, ...introspections]) {
      const { status, text } = await member.graphql(query);
      assert.equal(status, 400, query);
      assert.doesNotMatch(text, /Did you mean|"types"|"fields"|"queryType"/);
    }
    const variables = await member.graphql('mutation ($i: AskInput!) { startAnswer(input: $i) { id } }', {
      i: { questio: 'x' },
    });
    assert.doesNotMatch(variables.text, /Did you mean/);
  });

  it('is told where it was switched on, and stays within the other limits', async () => {
    const open = new ApiCaller(await secondApi(world.product, { ONGGI_GRAPHQL_INTROSPECTION: 'on' }), member.key);
    const { body } = await open.graphql(getIntrospectionQuery());
    assert.ok(body.data.__schema.types.some(({ name }) => name === 'SearchResult'));
    const deep = `{ __schema { types { ${repeat(8, () => 'fields { type {')} name ${repeat(8, () => '} }')} } } }`;
    assert.equal((await open.graphql(deep)).status, 400);
    assert.equal((await open.graphql(bombs['of 2^24 spread fields'])).status, 400);
    assert.doesNotMatch((await open.graphql(guesses[0])).text, /Did you mean/);
  });
});

describe('a subscription', () => {
  /** Sends one message of graphql-transport-ws and gives the first reply to it. */
  async function subscribe(query, variables) {
    const { socket, next } = await openSocket(world.product, { authorization: `Bearer ${member.key}` });
    socket.send(JSON.stringify({ type: 'connection_init' }));
    assert.equal((await next()).type, 'connection_ack');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
    const reply = await next();
    socket.close();
    return reply;
  }

  for (const [what, query] of [
    ['of 200 aliases', `subscription { ${repeat(200, (i) => `a${i}: answer(id: "x") { id }`)} }`],
    [
      'of 2^24 fields',
      `subscription { answer(id: "x") { ...F0 } } ${repeat(24, (i) => `fragment F${i} on AnswerEvent { ...F${i + 1} ...F${i + 1} }`)} fragment F24 on AnswerEvent { id event }`,
    ],
    ['of 500 directives', `subscription { answer(id: "x") { id ${repeat(500, () => '@include(if: true)')} } }`],
    ['that does not fit the schema', 'subscription { answer(id: "x") { idd } }'],
    ['in place of text: a syntax tree', parse('subscription { answer(id: "x") { id } }')],
    ['a query of 2^24 fields', bombs['of 2^24 spread fields']],
    ['a query in place of text', parse('{ me { role } }')],
    ['a question about the schema', getIntrospectionQuery()],
  ]) {
    it(`${what} is refused`, async () => {
      const { type, payload } = await subscribe(query);
      assert.equal(type, 'error', JSON.stringify(payload));
      assert.doesNotMatch(JSON.stringify(payload), /stack|node_modules|Did you mean|__schema":/);
    });
  }

  it('to an answer of somebody else is none', async () => {
    const reply = await subscribe('subscription ($id: ID!) { answer(id: $id) { id data } }', {
      id: world.south.documentId,
    });
    assert.notEqual(reply.type, 'next', JSON.stringify(reply));
  });

  it('of more than 64 KB ends the connection', async () => {
    const { socket, closed } = await openSocket(world.product, { authorization: `Bearer ${member.key}` });
    socket.send(JSON.stringify({ type: 'connection_init', payload: { a: 'a'.repeat(70_000) } }));
    assert.equal(await closed, 1009);
  });
});

describe('at the end of GraphQL', () => {
  it('nobody has seen a canary of another tenant or group', () => assert.deepEqual(world.watch.leaks, []));
});

/** @returns {Promise<{socket: WebSocket, next: () => Promise<any>, closed: Promise<number>}>} */
function openSocket({ url }, headers) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  const waiting = [];
  const come = [];
  const deliver = (message) => (waiting.shift() ?? ((late) => come.push(late)))(message);
  socket.on('message', (data) => deliver(JSON.parse(data)));
  const closed = new Promise((resolve) =>
    socket.on('close', (code) => {
      deliver({ type: 'error', payload: `closed with ${code}` });
      resolve(code);
    }),
  );
  const next = () =>
    come.length > 0 ? Promise.resolve(come.shift()) : new Promise((resolve) => waiting.push(resolve));
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ socket, next, closed }));
    socket.on('error', reject);
  });
}

/** CPU seconds of the api's process so far. */
function cpuSeconds() {
  return world.product.cpuSeconds('api');
}
