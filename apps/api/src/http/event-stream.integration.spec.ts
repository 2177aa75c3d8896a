import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AuthenticationService, RightsWatch } from '@onggi/identity';
import { newId } from '@onggi/platform';
import { ProcessIdentity } from '@onggi/tenancy';
import WebSocket from 'ws';
import { ApiWorld } from '../api.fixture.js';
import { createApplication } from '../application.js';
import { OpenStreams } from '../edge/open-streams.js';

jest.setTimeout(120_000);

const [ofPrincipal, ofTenant] = [3, 5];

let world: ApiWorld;
let key: string;
let jobId: string;
const open: AbortController[] = [];

beforeAll(async () => {
  world = await ApiWorld.create((configuration, machineKey) =>
    createApplication(
      { ...configuration, ONGGI_STREAMS_PRINCIPAL: ofPrincipal, ONGGI_STREAMS_TENANT: ofTenant },
      machineKey,
    ),
  );
  key = await world.key('alpha', { role: 'curator' });
  jobId = await unfinishedJob('alpha');
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.abort();
});
afterAll(() => world.close());

/** A job that nothing works on: its events never end. */
async function unfinishedJob(tenant: string): Promise<string> {
  const id = newId();
  await world.tenants.admin.query(
    `WITH c AS (INSERT INTO onggi.corpus VALUES ($3, $2::uuid, $2::text, 'ko', 'en') RETURNING corpus_id)
     INSERT INTO onggi.ingestion_job (tenant_id, job_id, corpus_id, source, created_by, receiver)
     SELECT $3, $1, corpus_id, 's', 'spec', $1 FROM c`,
    [id, newId(), tenant],
  );
  return id;
}

/** An answer that this process seems to write, and never ends. */
async function unfinishedAnswer(of: string): Promise<string> {
  const id = newId();
  const [, keyId = ''] = /^onggi_key_([0-9a-f]{32})/.exec(of) ?? [];
  const principal = `key:${keyId.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
  await world.tenants.admin.query(
    `WITH c AS (INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title)
                VALUES ('alpha', $1::uuid, $2, 't') RETURNING conversation_id)
     INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process)
     SELECT 'alpha', $1::uuid, conversation_id, $2, 'q', 'en', $3 FROM c`,
    [id, principal, world.application.get(ProcessIdentity, { strict: false }).id],
  );
  return id;
}

interface Request {
  path?: string;
  body?: object;
  language?: string;
}

/** Asks for a stream and leaves it open. */
async function stream(of: string, { path = `jobs/${jobId}/events`, body, language = 'en' }: Request = {}) {
  const abort = new AbortController();
  open.push(abort);
  const response = await fetch(new URL(path.startsWith('/') ? path : `/api/v1/${path}`, world.origin), {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Bearer ${of}`,
      accept: 'text/event-stream',
      'accept-language': language,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    signal: abort.signal,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { response, close: () => abort.abort() };
}

const statusOf = async (of: string, request: Request = {}) => (await stream(of, request)).response.status;

/** Until as many streams as may be open again: the server hears of a closed connection a moment later. */
async function untilFree(of: string): Promise<void> {
  for (;;) {
    const streams = await Promise.all(Array.from({ length: ofPrincipal }, () => stream(of)));
    for (const { close } of streams) close();
    if (streams.every(({ response }) => response.status === 200)) return;
    await sleep(20);
  }
}

/** Opens as many streams as may be open. */
async function fill(of: string): Promise<void> {
  for (let count = 0; count < ofPrincipal;) {
    if ((await statusOf(of)) === 200) count += 1;
    else await sleep(20);
  }
}

describe('open event streams', () => {
  it('of one key are refused beyond its limit, in the language of the reader', async () => {
    const statuses = [await statusOf(key), await statusOf(key), await statusOf(key)];
    expect(statuses).toEqual([200, 200, 200]);
    for (const [language, text] of [
      ['en', 'A person or key may hold 3 at once'],
      ['ko', '한 사람이나 키는 동시에 3개까지'],
    ] as const) {
      const { response } = await stream(key, { language });
      expect(response.status).toBe(429);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
      const { error } = (await response.json()) as { error: object };
      expect(error).toMatchObject({ code: 'TOO_MANY_STREAMS', retryAfterMs: 5_000 });
      expect(JSON.stringify(error)).toContain(text);
    }
  });

  it('of one tenant are refused beyond its limit, and another tenant has its own', async () => {
    await fill(key);
    const [second, third] = [
      await world.key('alpha', { role: 'curator' }),
      await world.key('alpha', { role: 'curator' }),
    ];
    expect([await statusOf(second), await statusOf(second)]).toEqual([200, 200]);
    const { response } = await stream(third);
    expect([response.status, await response.text()]).toEqual([429, expect.stringContaining('A tenant may hold 5')]);
    const path = `jobs/${await unfinishedJob('beta')}/events`;
    expect(await statusOf(await world.key('beta', { role: 'curator' }), { path })).toBe(200);
  });

  it('are answers, resumed ones and chat completions too, and a refused one begins no answer', async () => {
    const answer = await unfinishedAnswer(key);
    await fill(key);
    const question = 'what is beyond the limit?';
    const messages = [{ role: 'user', content: question }];
    for (const request of [
      { path: 'answers', body: { question } },
      { path: `answers/${answer}/events` },
      { path: '/v1/chat/completions', body: { model: 'onggi', stream: true, messages } },
    ])
      expect(await statusOf(key, request)).toBe(429);
    const { rows } = await world.tenants.admin.query('SELECT FROM onggi.answer WHERE question = $1', [question]);
    expect(rows).toEqual([]);
  });

  it('leave their place when they are hung up on, early or late', async () => {
    await untilFree(key);
    for (let number = 0; number < 120; number += 1) {
      const abort = new AbortController();
      const asking = fetch(new URL(`/api/v1/jobs/${jobId}/events`, world.origin), {
        headers: { authorization: `Bearer ${key}` },
        signal: abort.signal,
      });
      await Promise.race([asking.catch(() => undefined), sleep(number % 12)]);
      abort.abort();
      await asking.catch(() => undefined);
    }
    await untilFree(key);
  });

  it('leave their place when their reader reads nothing and may come no more', async () => {
    const reader = await world.key('alpha');
    const answer = await unfinishedAnswer(reader);
    // More than the buffers of a connection hold.
    await world.tenants.admin.query(
      `INSERT INTO onggi.answer_event (tenant_id, answer_id, sequence, kind, payload)
       SELECT 'alpha', $1, n, 'delta', jsonb_build_object('sentence', 0, 'text', repeat('x', 200000)) FROM generate_series(1, 150) AS n`,
      [answer],
    );
    const { port, hostname } = new URL(world.origin);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.pause();
    socket.write(
      `GET /api/v1/answers/${answer}/events HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${reader}\r\n\r\n`,
    );
    const places = world.application.get(OpenStreams, { strict: false });
    const caller = await world.application.get(AuthenticationService, { strict: false }).byBearer(reader, '127.0.0.1');
    /** How many streams the reader may still open. */
    const free = () => {
      const taken: (() => void)[] = [];
      try {
        while (taken.length < ofPrincipal) taken.push(places.enter(caller));
      } catch (error) {
        expect(error).toMatchObject({ code: 'TOO_MANY_STREAMS' });
      }
      for (const leave of taken) leave();
      return taken.length;
    };
    while (free() === ofPrincipal) await sleep(20);
    // Until the server waits for the reader.
    await sleep(2_000);
    const [, keyId = ''] = /^onggi_key_([0-9a-f]{32})/.exec(reader) ?? [];
    await world.tenants.admin.query(`UPDATE onggi.api_key SET status = 'suspended' WHERE key_id = $1`, [keyId]);
    while (free() < ofPrincipal) {
      await world.application.get(RightsWatch, { strict: false }).look();
      await sleep(20);
    }
    socket.destroy();
  });

  it('leave their place when nothing of the kind is there', async () => {
    await untilFree(key);
    for (let number = 0; number <= ofPrincipal; number += 1)
      expect(await statusOf(key, { path: `jobs/${newId()}/events` })).toBe(404);
    await untilFree(key);
  });
});

describe('GraphQL subscriptions', () => {
  it('are counted with them, and leave their place however they end', async () => {
    await untilFree(key);
    const answer = await unfinishedAnswer(key);
    const heard: { id?: string; type: string }[] = [];
    const socket = new WebSocket(`${world.origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${key}`, 'accept-language': 'en' },
    });
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]));
    await new Promise((resolve) => socket.once('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    const follow = (id: string) =>
      send({ id, type: 'subscribe', payload: { query: `subscription { answer(id: "${answer}") { event } }` } });
    /** Until one was refused. @returns its id */
    const refused = async () => {
      for (;;) {
        const error = heard.find(({ type }) => type === 'error');
        if (error) return error;
        await sleep(10);
      }
    };
    send({ type: 'connection_init' });
    while (!heard.some(({ type }) => type === 'connection_ack')) await sleep(10);
    const ids = ['one', 'two', 'three', 'four'];
    for (const id of ids) follow(id);
    const beyond = await refused();
    expect(JSON.stringify(beyond)).toContain('TOO_MANY_STREAMS');
    expect(await statusOf(key)).toBe(429);
    const [left, taken] = ids.filter((id) => id !== beyond.id);
    send({ id: left, type: 'complete' });
    while ((await statusOf(key)) !== 200) await sleep(20);
    for (const stream of open.splice(0)) stream.abort();
    // A subscription that takes the name of another leaves that one without an owner.
    heard.length = 0;
    const following = setInterval(() => follow(taken!), 20);
    await refused();
    clearInterval(following);
    socket.close();
    for (const stream of open.splice(0)) stream.abort();
    await untilFree(key);
  });
});
