/** What an attacker sends before anything of the product's own is reached: sizes, bytes, names, rates, slowness. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { before, describe, it } from 'node:test';
import { ApiCaller } from '../../e2e/harness/api-caller.mjs';
import { assertErrorBody } from '../../e2e/harness/contract.mjs';
import { rawRequest, sendRaw } from '../harness/raw-http.mjs';
import { secondApi } from '../harness/second-api.mjs';
import { isFull, theTenants } from '../harness/tenants.mjs';

let world;
let key;
before(async () => {
  world = await theTenants();
  key = world.north.member.key;
});

/** The doors that take JSON: where the text stands, and how each says no. */
const doors = {
  REST: { path: '/api/v1/search', body: (text) => `{"query":${text}}`, error: (body) => body.error },
  GraphQL: {
    path: '/graphql',
    body: (text) => `{"query":"query($q:String!){search(query:$q){passages{text}}}","variables":{"q":${text}}}`,
    error: (body) => body.errors[0].extensions,
  },
  OpenAI: {
    path: '/v1/chat/completions',
    body: (text) => `{"model":"onggi","messages":[{"role":"user","content":${text}}]}`,
    error: (body) => body.error,
  },
};

const json = { 'content-type': 'application/json' };

async function sendBody(door, body, headers = json) {
  const reply = await sendRaw(world.product, rawRequest(world.product, { path: door.path, headers, body, key }));
  assert.ok(reply.status > 0, `answered: ${reply.head}`);
  return { ...reply, error: door.error(JSON.parse(reply.body)) };
}

for (const [name, door] of Object.entries(doors)) {
  describe(`a body at the door of ${name}`, () => {
    const bodies = {
      'with NUL': door.body('"a\\u0000b"'),
      'with NUL in a name': `{"\\u0000":1,${door.body('"a"').slice(1)}`,
      'with half a surrogate pair': door.body('"a\\ud800b"'),
      'that is no UTF-8': Buffer.concat([Buffer.from(door.body('"a')), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      'of a hundred thousand levels': `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      'of a hundred thousand lists': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      'with __proto__': `{"__proto__":{"role":"admin"},${door.body('"a"').slice(1)}`,
      'with constructor.prototype': `{"constructor":{"prototype":{"role":"admin"}},${door.body('"a"').slice(1)}`,
      'cut off': door.body('"a"').slice(0, -2),
      'that is empty': '',
      'that is a number': '17',
      'that is null': 'null',
    };
    for (const [what, body] of Object.entries(bodies)) {
      it(`${what} is refused with what to do`, async () => {
        const { status, error } = await sendBody(door, body);
        assert.equal(status, 400);
        assertErrorBody(error, 'en');
      });
    }

    it('of more than a megabyte is refused before it has come', async () => {
      const headers = { ...json, 'content-length': 1_500_000 };
      const { status, error } = await sendBody(door, door.body('"a'), headers);
      assert.equal(status, 413);
      assertErrorBody(error, 'en');
    });

    it('of a form, of plain text or of no type is refused: no page of another site may send it', async () => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', undefined]) {
        const headers = type ? { 'content-type': type } : {};
        const { status, error } = await sendBody(door, door.body('"a"'), headers);
        assert.equal(status, 415, type);
        assertErrorBody(error, 'en');
      }
    });
  });
}

describe('of a name that comes twice', () => {
  it('the last one counts, so nobody can show one reader this and another that', async () => {
    const body = '{"query":"first","query":"비상 정지 코드"}';
    const reply = await sendRaw(
      world.product,
      rawRequest(world.product, { path: '/api/v1/search', headers: json, body, key }),
    );
    assert.equal(reply.status, 200);
    assert.match(reply.body, new RegExp(world.north.canaries.open));
  });
});

describe('an address', () => {
  const bad = ['/api/v1/documents/%', '/api/v1/documents/%E0%A4%A', '/api/v1/corpora/%00/documents'];
  const badQueries = ['/api/v1/corpora/handbook/documents?query=%00', '/api/v1/corpora/handbook/documents?query=%ff'];

  for (const path of [...bad, ...badQueries, '/%ff', '/v1/models?a=%00', '/graphql?query=%c0%80']) {
    it(`${path.slice(0, 50)} is refused with what to do`, async () => {
      const method = path.startsWith('/graphql') ? 'POST' : 'GET';
      const headers = path.startsWith('/graphql') ? json : {};
      const reply = await sendRaw(world.product, rawRequest(world.product, { method, path, headers, key }));
      assert.equal(reply.status, 400, reply.body);
      const body = JSON.parse(reply.body);
      assertErrorBody(body.error ?? body.errors[0].extensions, 'en');
    });
  }

  it('that climbs out of the page leads nowhere', async () => {
    for (const path of [
      '/../../../etc/passwd',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '//etc/passwd',
      '/assets/..\\..\\package.json',
    ]) {
      const reply = await sendRaw(world.product, rawRequest(world.product, { method: 'GET', path, key }));
      assert.doesNotMatch(reply.body, /root:x:|"workspaces"|"onggi"/, path);
    }
  });
});

describe('headers', () => {
  it('of more than 16 KB are refused, in the reader’s language', async () => {
    const request = rawRequest(world.product, {
      method: 'GET',
      path: '/api/v1/me',
      headers: { 'x-long': 'a'.repeat(20_000) },
      key,
    });
    const reply = await sendRaw(world.product, request);
    assert.equal(reply.status, 431);
    const { error } = JSON.parse(reply.body);
    assert.equal(error.code, 'HEADERS_TOO_LARGE');
    assertErrorBody(error, undefined);
  });

  for (const [what, text] of [
    [
      'two lengths',
      'POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd',
    ],
    [
      'a length and chunks',
      'POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header that is folded', 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c: d\r\n\r\n'],
    ['a NUL in a header', 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\0b\r\n\r\n'],
    ['no host', 'GET /api/v1/me HTTP/1.1\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
  ]) {
    it(`with ${what} are refused`, async () => {
      const reply = await sendRaw(world.product, text);
      assert.ok([400, 421].includes(reply.status), `${reply.status} ${reply.head}`);
    });
  }

  it('that name another host are refused: a name bound to our address is no way in', async () => {
    const foreign = rawRequest(world.product, {
      method: 'GET',
      path: '/api/v1/accounts/demo',
      headers: { host: 'evil.example' },
    });
    const reply = await sendRaw(world.product, foreign);
    assert.equal(reply.status, 421);
    assertErrorBody(JSON.parse(reply.body).error, 'en');
    const health = await sendRaw(
      world.product,
      rawRequest(world.product, { method: 'GET', path: '/health/live', headers: { host: '10.1.2.3:3000' } }),
    );
    assert.equal(health.status, 200);
  });

  it('of a proxy that nobody trusts change nothing', async () => {
    const claims = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const reply = await fetch(`${world.product.url}/`, { headers: claims });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('strict-transport-security'), null);
  });
});

describe('a sender who takes his time', () => {
  it('over a hundred half-open requests does not keep others waiting', async () => {
    const { hostname, port } = new URL(world.product.url);
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      socket.write('POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n');
      return socket;
    });
    try {
      assert.equal((await world.north.member.get('/api/v1/me')).status, 200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('is told so when the headers do not end', { skip: !isFull && 'takes 20 s' }, async () => {
    const reply = await sendRaw(world.product, 'GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n', { waitMs: 40_000 });
    assert.equal(reply.status, 408);
    assert.equal(JSON.parse(reply.body).error.code, 'REQUEST_TIMEOUT');
  });

  it('is told so when the body does not end', { skip: !isFull && 'takes 30 s' }, async () => {
    const [head] = rawRequest(world.product, {
      path: '/api/v1/search',
      headers: { ...json, 'content-length': 100 },
      key,
    });
    const reply = await sendRaw(world.product, [head, '{"query'], { waitMs: 60_000 });
    assert.equal(reply.status, 408);
    assert.equal(JSON.parse(reply.body).error.code, 'REQUEST_TIMEOUT');
  });
});

describe('the headers of replies', () => {
  const all = [
    'content-security-policy',
    'x-content-type-options',
    'x-frame-options',
    'referrer-policy',
    'permissions-policy',
    'cross-origin-opener-policy',
    'cross-origin-resource-policy',
  ];
  const places = [
    '/',
    '/api/v1/me',
    '/api/v1/nowhere',
    '/health/live',
    '/first-paint.js',
    '/favicon.svg',
    '/graphql',
    '/v1/models',
  ];

  it('shut everything that is not needed, everywhere', async () => {
    for (const place of places) {
      const { headers } = await world.north.member.get(place);
      for (const name of all) assert.ok(headers.get(name), `${name} at ${place}`);
      const policy = headers.get('content-security-policy');
      assert.match(policy, /default-src 'none'/, place);
      assert.match(policy, /frame-ancestors 'none'/, place);
      assert.match(policy, /base-uri 'none'/, place);
      assert.doesNotMatch(policy, /unsafe|\*|data:|blob:|https?:/, place);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('come with an event stream too', async () => {
    const response = await world.north.member.fetch('GET', `/api/v1/jobs/${world.north.jobId}/events`);
    await response.body?.cancel();
    assert.equal(response.headers.get('x-content-type-options') ?? 'nosniff', 'nosniff');
  });
});

describe('limits', () => {
  let strict;
  before(async () => {
    strict = await secondApi(world.product, {
      ONGGI_RATE_PRINCIPAL: '20',
      ONGGI_RATE_ANSWERS: '2',
      ONGGI_RATE_ADDRESS: '30',
      ONGGI_TRUSTED_PROXIES: '127.0.0.1',
      ONGGI_ALLOWED_HOSTS: 'onggi.group.example',
    });
  });
  const caller = (callerKey, language) => new ApiCaller(strict, callerKey, language);

  async function untilRefused(send, most) {
    for (let count = 0; count < most; count += 1) {
      const reply = await send();
      if (reply.status === 429) return { reply, count };
      assert.ok(reply.status < 500, reply.text);
    }
    throw new Error(`not refused within ${most} calls`);
  }

  function assertRefusal(error, headers, language) {
    assert.equal(error.code, 'RATE_LIMITED');
    assertErrorBody(error, language);
    assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= 60_000);
    assert.equal(Number(headers.get('retry-after')), Math.ceil(error.retryAfterMs / 1000));
  }

  it('on a key: refused with when to come back, while another key of the tenant goes on', async () => {
    const { reply, count } = await untilRefused(() => caller(key, 'ko').get('/api/v1/me'), 50);
    assert.equal(count, 20);
    assertRefusal(reply.body.error, reply.headers, 'ko');
    const graphql = await caller(key).graphql('{ me { role } }');
    assert.equal(graphql.status, 429);
    assertRefusal(graphql.body.errors[0].extensions, graphql.headers, 'en');
    const openai = await caller(key).get('/v1/models');
    assertRefusal(openai.body.error, openai.headers, 'en');
    assert.equal((await caller(world.north.lawyer.key).get('/api/v1/me')).status, 200);
  });

  it('on questions, which cost more, through every door', async () => {
    const asking = caller(world.south.lawyer.key);
    // An empty question is counted as well, and needs no model.
    for (let count = 0; count < 2; count += 1)
      assert.equal((await asking.post('/api/v1/answers', { question: '' })).status, 400);
    const { body, headers } = await asking.post('/api/v1/answers', { question: '' });
    assertRefusal(body.error, headers, 'en');
    const graphql = await asking.graphql('mutation { startAnswer(input: {question: ""}) { id } }');
    assert.equal(graphql.body.errors[0].extensions.code, 'RATE_LIMITED');
    const messages = [{ role: 'user', content: '' }];
    assert.equal((await asking.post('/v1/chat/completions', { model: 'onggi', messages })).status, 429);
    assert.equal((await asking.get('/api/v1/me')).status, 200);
  });

  it('on an address without a credential, before anything is looked up; another address goes on', async () => {
    const from = (address) => caller('onggi_wrong').get('/api/v1/me', { 'x-forwarded-for': address });
    const { reply } = await untilRefused(() => from('192.0.2.1'), 100);
    assertRefusal(reply.body.error, reply.headers, 'en');
    assert.equal((await from('192.0.2.2')).status, 401);
  });

  it('on names: those that were allowed, and loopback', async () => {
    const at = (host) =>
      sendRaw(strict, rawRequest(strict, { method: 'GET', path: '/api/v1/accounts/demo', headers: { host } }));
    assert.equal((await at('onggi.group.example')).status, 200);
    assert.equal((await at('evil.example')).status, 421);
  });

  it('a trusted proxy says that the reader came by https', async () => {
    const { headers } = await fetch(`${strict.url}/`, {
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'onggi.group.example' },
    });
    assert.match(headers.get('strict-transport-security'), /max-age=31536000/);
  });
});

describe('the default limits', () => {
  it('let a busy system through', { skip: !isFull && 'sends thousands' }, async () => {
    const calls = 3_000;
    let next = 0;
    const worker = async () => {
      while (next++ < calls) assert.equal((await world.north.member.get('/api/v1/me')).status, 200);
    };
    await Promise.all(Array.from({ length: 16 }, worker));
  });
});

describe('at the end of the edges', () => {
  it('nobody has seen a canary of another tenant or group', () => assert.deepEqual(world.watch.leaks, []));
});
