import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { RightsWatch } from '@onggi/identity';
import { ProcessIdentity } from '@onggi/tenancy';
import WebSocket from 'ws';
import { ApiWorld, type Reply } from './api.fixture.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.create();
});
afterAll(() => world.close());

const json = ({ body }: Reply) => JSON.parse(body) as Record<string, never>;
/** An error without what differs from request to request. */
const refusal = ({ status, body }: Reply) => ({ status, body: body.replace(/"requestId":"[^"]+"/, '') });

const email = 'sora@alpha.test';
const chosen = 'a sentence that nobody guesses';

/** A person of alpha. @returns their id */
async function person(key: string, address = email): Promise<string> {
  const name = { ko: '윤소라', en: 'Sora Yoon' };
  await world.call('PUT', '/api/v1/people', {
    key,
    body: {
      groups: [],
      people: [{ email: address, name, title: name, role: 'member', groups: ['legal'], demo: true }],
    },
  });
  const { people } = json(await world.call('GET', '/api/v1/people', { key })) as unknown as {
    people: { id: string; email: string }[];
  };
  return people.find((one) => one.email === address)!.id;
}

async function session(body: object, headers: Record<string, string> = {}) {
  const reply = await world.call('POST', '/api/v1/session', { body, headers });
  const cookie = reply.headers.get('set-cookie');
  return { reply, cookie, sent: cookie?.split(';')[0] ?? '' };
}

describe('the keys of a tenant', () => {
  it('are made, rotated, suspended, resumed and revoked by its administrator', async () => {
    const key = await world.key('alpha', { role: 'admin' });
    const made = json(
      await world.call('POST', '/api/v1/keys', { key, body: { name: 'erp', role: 'member', scopes: ['search'] } }),
    );
    const me = async (of: string) => (await world.call('GET', '/api/v1/me', { key: of })).status;
    expect(await me(made['key']!)).toBe(200);
    const path = `/api/v1/keys/${made['keyId']}`;
    const rotated = json(await world.call('POST', `${path}/rotate`, { key, body: { graceSeconds: 60 } }));
    expect([await me(made['key']!), await me(rotated['key']!)]).toEqual([200, 200]);
    expect(json(await world.call('POST', `${path}/suspend`, { key }))).toMatchObject({ status: 'suspended' });
    expect([await me(made['key']!), await me(rotated['key']!)]).toEqual([401, 401]);
    await world.call('POST', `${path}/resume`, { key });
    expect(await me(rotated['key']!)).toBe(200);
    const again = json(await world.call('POST', `${path}/rotate`, { key }));
    expect([await me(rotated['key']!), await me(again['key']!)]).toEqual([200, 200]);
    const listed = (await world.call('GET', '/api/v1/keys', { key })).body;
    expect(listed).toContain(made['keyId']);
    for (const secret of [made['key'], rotated['key']]) expect(listed).not.toContain(String(secret).slice(-49, -6));
    expect((await world.call('DELETE', path, { key })).status).toBe(204);
    expect(await me(rotated['key']!)).toBe(401);
  });

  it('are out of reach for others: a foreign id is answered like a random one', async () => {
    const [stranger, foreign] = [await world.key('beta', { role: 'admin' }), await world.key('alpha')];
    const { keys } = json(
      await world.call('GET', '/api/v1/keys', { key: await world.key('alpha', { role: 'admin' }) }),
    ) as unknown as { keys: { id: string }[] };
    for (const [method, act] of [
      ['POST', '/rotate'],
      ['POST', '/suspend'],
      ['POST', '/resume'],
      ['DELETE', ''],
    ] as const) {
      const call = async (id: string) =>
        refusal(
          await world.call(method, `/api/v1/keys/${id}${act}`, {
            key: stranger,
            ...(act === '/rotate' ? { body: {} } : {}),
          }),
        );
      const random = await call(newId());
      expect(random.status).toBe(404);
      for (const { id } of keys) expect(await call(id)).toEqual(random);
    }
    expect((await world.call('GET', '/api/v1/me', { key: foreign })).status).toBe(200);
  });

  it('open what their scopes name, and come from where they are bound to', async () => {
    const narrow = await world.key('alpha', { scopes: ['documents:read'] });
    expect((await world.call('GET', '/api/v1/corpora', { key: narrow })).status).toBe(200);
    expect((await world.call('GET', '/api/v1/conversations', { key: narrow })).status).toBe(403);
    const here = await world.key('alpha', { addresses: ['127.0.0.0/8'] });
    const elsewhere = await world.key('alpha', { addresses: ['10.0.0.0/8'] });
    const unknown = await world.call('GET', '/api/v1/me', { key: 'onggi_unknown' });
    expect((await world.call('GET', '/api/v1/me', { key: here })).status).toBe(200);
    expect(refusal(await world.call('GET', '/api/v1/me', { key: elsewhere }))).toEqual(refusal(unknown));
    const forwarded = { 'x-forwarded-for': '10.1.1.1' };
    const spoofed = await world.call('GET', '/api/v1/me', { key: elsewhere, headers: forwarded });
    expect(refusal(spoofed)).toEqual(refusal(unknown));
  });
});

describe('signing in with a password', () => {
  it('takes the one-time password once, and sets a cookie that scripts cannot read', async () => {
    const key = await world.key('alpha', { role: 'admin' });
    const id = await person(key);
    const { password } = json(await world.call('POST', `/api/v1/people/${id}/password`, { key })) as unknown as {
      password: string;
    };
    const first = await session({ tenant: 'alpha', email, password });
    expect(first.reply.status).toBe(403);
    expect(json(first.reply)).toMatchObject({ error: { code: 'PASSWORD_CHANGE_REQUIRED' } });
    expect(first.cookie).toBeNull();
    const second = await session({ tenant: 'alpha', email, password, newPassword: chosen });
    expect(json(second.reply)).toMatchObject({ person: { id } });
    expect(second.cookie).toMatch(/^onggi_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
    const mine = json(await world.call('GET', '/api/v1/sessions', { headers: { cookie: second.sent } }));
    expect(mine['sessions']).toMatchObject([{ current: true }]);
  });

  it('ends the session that the browser had', async () => {
    const before = await session({ tenant: 'alpha', email, password: chosen });
    const after = await session({ tenant: 'alpha', email, password: chosen }, { cookie: before.sent });
    const status = async (cookie: string) => (await world.call('GET', '/api/v1/me', { headers: { cookie } })).status;
    expect(after.sent).not.toBe(before.sent);
    expect([await status(before.sent), await status(after.sent)]).toEqual([401, 200]);
  });

  it('answers an unknown account like a wrong password, and after a while asks for patience', async () => {
    const wrong = await session({ tenant: 'alpha', email, password: 'not this one' });
    const unknown = await session({ tenant: 'alpha', email: 'nobody@alpha.test', password: 'not this one' });
    expect(wrong.reply.status).toBe(401);
    expect(refusal(unknown.reply)).toEqual(refusal(wrong.reply));
    let reply = unknown.reply;
    for (let tries = 0; tries < 6 && reply.status === 401; tries++) {
      ({ reply } = await session({ tenant: 'alpha', email: 'nobody@alpha.test', password: 'not this one' }));
    }
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a suspension', () => {
  /** An event stream that goes on: of a job that nobody works on. */
  async function openStream(headers: Record<string, string>): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    const jobId = newId();
    await world.tenants.admin.query(
      `WITH c AS (INSERT INTO onggi.corpus VALUES ('alpha', $2::uuid, $2::text, 'ko', 'en') RETURNING corpus_id)
       INSERT INTO onggi.ingestion_job (tenant_id, job_id, corpus_id, source, created_by, receiver)
       SELECT 'alpha', $1, corpus_id, 's', 'spec', $1 FROM c`,
      [jobId, newId()],
    );
    const response = await fetch(new URL(`/api/v1/jobs/${jobId}/events`, world.origin), { headers });
    expect(response.status).toBe(200);
    return response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  }

  async function restOf(stream: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
    let text = '';
    for (;;) {
      const { done, value } = await stream.read();
      if (done) return text;
      text += new TextDecoder().decode(value);
    }
  }

  it('of a person, key or group ends streams with an error event', async () => {
    const admin = await world.key('alpha', { role: 'admin' });
    const id = await person(admin, 'stream@alpha.test');
    await world.tenants.admin.query(`UPDATE onggi.person SET role = 'curator' WHERE person_id = $1`, [id]);
    const { sent } = await session({ tenant: 'alpha', email: 'stream@alpha.test' });
    const own = json(await world.call('POST', '/api/v1/keys', { key: admin, body: { name: 'k', role: 'curator' } }));
    const inGroup = await world.key('alpha', { role: 'curator', groups: ['legal'] });
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
    const streams = [
      await openStream({ cookie: sent }),
      await openStream(bearer(own['key']!)),
      await openStream(bearer(inGroup)),
    ];
    const untouched = await openStream(bearer(admin));
    for (const path of [`people/${id}`, `keys/${own['keyId']}`, 'groups/legal']) {
      expect((await world.call('POST', `/api/v1/${path}/suspend`, { key: admin })).status).toBeLessThan(300);
    }
    await world.application.get(RightsWatch, { strict: false }).look();
    for (const stream of streams) {
      const text = await restOf(stream);
      expect(text).toMatch(/event: error\ndata: {"error":{"code":"RIGHTS_ENDED"[^\n]+\n\n$/);
    }
    expect((await world.call('GET', '/api/v1/me', { headers: { cookie: sent } })).status).toBe(401);
    expect((await world.call('GET', '/api/v1/me', { key: own['key']! })).status).toBe(401);
    const groups = json(await world.call('GET', '/api/v1/me', { key: inGroup }))['groups'] as unknown as object[];
    expect(groups).toMatchObject([{ key: 'everyone' }]);
    await untouched.cancel();
  });

  /** An answer that this process writes, and never ends. @returns its id */
  async function runningAnswer(principal: string): Promise<string> {
    const answerId = newId();
    await world.tenants.admin.query(
      `WITH c AS (INSERT INTO onggi.conversation (tenant_id, conversation_id, principal, title)
                  VALUES ('alpha', $1::uuid, $2, 't') RETURNING conversation_id)
       INSERT INTO onggi.answer (tenant_id, answer_id, conversation_id, principal, question, language, owner_process)
       SELECT 'alpha', $1::uuid, conversation_id, $2, 'q', 'en', $3 FROM c`,
      [answerId, principal, world.application.get(ProcessIdentity, { strict: false }).id],
    );
    await world.tenants.admin.query(
      `INSERT INTO onggi.answer_event VALUES ('alpha', $1, 1, 'dropped', '{"count": 1}')`,
      [answerId],
    );
    return answerId;
  }

  it('ends GraphQL subscriptions, and what else is asked on their connection', async () => {
    const made = json(
      await world.call('POST', '/api/v1/keys', {
        key: await world.key('alpha', { role: 'admin' }),
        body: { name: 'k', role: 'member' },
      }),
    );
    const answerId = await runningAnswer(`key:${made['keyId']}`);
    const socket = new WebSocket(`${world.origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${made['key']}` },
    });
    const heard: { id?: string; type: string; payload?: object }[] = [];
    const until = (found: (message: { id?: string; type: string }) => boolean) =>
      new Promise<object>((resolve) => {
        const look = () => {
          const message = heard.find(found);
          if (message) resolve(message);
          else socket.once('message', () => setImmediate(look));
        };
        look();
      });
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]));
    await new Promise((resolve) => socket.once('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: 'connection_init' });
    await until(({ type }) => type === 'connection_ack');
    const ask = (id: string, query: string) => send({ id, type: 'subscribe', payload: { query } });
    ask('following', `subscription { answer(id: "${answerId}") { event data } }`);
    await until(({ id, type }) => id === 'following' && type === 'next');
    await world.call('POST', `/api/v1/keys/${made['keyId']}/suspend`, {
      key: await world.key('alpha', { role: 'admin' }),
    });
    await world.application.get(RightsWatch, { strict: false }).look();
    await until(({ id, type }) => id === 'following' && type === 'complete');
    const followed = heard.filter(({ id, type }) => id === 'following' && type === 'next');
    expect(JSON.stringify(followed.at(-1))).toContain('RIGHTS_ENDED');
    ask('again', '{ corpora { id } }');
    expect(JSON.stringify(await until(({ id }) => id === 'again'))).toContain('UNAUTHENTICATED');
    socket.close();
  });

  it('by revocation ends the events of an answer', async () => {
    const admin = await world.key('alpha', { role: 'admin' });
    const made = json(await world.call('POST', '/api/v1/keys', { key: admin, body: { name: 'k', role: 'member' } }));
    const answerId = await runningAnswer(`key:${made['keyId']}`);
    const response = await fetch(new URL(`/api/v1/answers/${answerId}/events`, world.origin), {
      headers: { authorization: `Bearer ${made['key']}` },
    });
    const reader = response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    await world.call('DELETE', `/api/v1/keys/${made['keyId']}`, { key: admin });
    await world.application.get(RightsWatch, { strict: false }).look();
    expect(await restOf(reader)).toMatch(/event: dropped[^]*event: error\ndata: {"error":{"code":"RIGHTS_ENDED"/);
  });
});
