/** Rights that end while a stream is running: every stream has to end with them, within a minute. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ApiCaller, collect } from '../../e2e/harness/api-caller.mjs';
import { createKey } from '../../e2e/harness/command-line.mjs';
import { eventually } from '../../e2e/harness/product.mjs';
import { secondApi } from '../harness/second-api.mjs';
import { startSlowModel } from '../harness/slow-model.mjs';
import { question, theTenants } from '../harness/tenants.mjs';

const promisedMs = 60_000;

let world;
let slow;
let model;
before(async () => {
  world = await theTenants();
  model = await startSlowModel();
  slow = await secondApi(world.product, { ONGGI_CHAT_URL: model.url });
});

const body = { model: 'onggi', stream: true, messages: [{ role: 'user', content: question }] };

/** A running stream of the OpenAI-compatible API, after its first chunk. */
async function completion(of, headers = {}) {
  const chunks = of.events('POST', '/v1/chat/completions', body, headers);
  const { value } = await chunks.next();
  assert.equal(value.data.choices[0].delta.role, 'assistant');
  return chunks;
}

/** Those chunks that come until the stream has ended. @throws when it goes on for longer than is promised */
async function restOf(chunks) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('The stream goes on.')), promisedMs);
  });
  return Promise.race([collect(chunks), late]).finally(() => clearTimeout(timer));
}

const newKey = () => world.north.admin.ok('POST', '/api/v1/keys', { name: 'running', role: 'member' });

/** A key, its person or its group: a caller, and how its rights end. */
const rights = {
  'a key that is suspended': async () => {
    const { key, keyId } = await newKey();
    return { caller: new ApiCaller(slow, key), end: () => act(`keys/${keyId}/suspend`) };
  },
  'a key that is revoked': async () => {
    const { key, keyId } = await newKey();
    return { caller: new ApiCaller(slow, key), end: () => world.north.admin.ok('DELETE', `/api/v1/keys/${keyId}`) };
  },
  'a person who is suspended': async () => {
    const email = 'running@attack-north.test';
    const name = { ko: '한지우', en: 'Jiwoo Han' };
    const person = { email, name, title: name, role: 'member', groups: [], demo: true };
    await world.north.admin.ok('PUT', '/api/v1/people', { groups: [], people: [person] });
    const { people } = await world.north.admin.ok('GET', '/api/v1/people');
    const { id } = people.find((one) => one.email === email);
    const signedIn = await new ApiCaller(slow).post('/api/v1/session', { tenant: world.north.tenant, email });
    const headers = { cookie: signedIn.headers.get('set-cookie').split(';')[0], 'x-onggi-request': '1' };
    return { caller: new ApiCaller(slow), headers, end: () => act(`people/${id}/suspend`) };
  },
  'a group that is suspended': async () => {
    const key = await createKey(world.product, world.north.tenant, 'member', ['running-group']);
    return { caller: new ApiCaller(slow, key), end: () => act('groups/running-group/suspend') };
  },
};

const act = (path) => world.north.admin.ok('POST', `/api/v1/${path}`);

describe('a chat completion that a slow model is writing', () => {
  it('goes on for whoever keeps their rights, and ends within a minute for whoever loses them', async () => {
    const staying = await completion(new ApiCaller(slow, world.north.member.key));
    const running = [];
    for (const [who, arrange] of Object.entries(rights)) {
      const { caller, headers, end } = await arrange();
      running.push({ who, end, chunks: await completion(caller, headers) });
    }
    await eventually(() => model.inHand() > 0, 30_000, 'the model is asked');
    const ended = running.map(async ({ who, end, chunks }) => {
      await end();
      return { who, rest: await restOf(chunks) };
    });
    for (const { who, rest } of await Promise.all(ended)) {
      const { error, choices } = rest.at(-1)?.data ?? {};
      assert.equal(error?.code, 'RIGHTS_ENDED', `${who}: ${JSON.stringify(rest)}`);
      assert.equal(error.type, 'permission_error');
      assert.equal(choices, undefined);
      assert.ok(!rest.some(({ data }) => data.choices?.[0]?.delta?.content), `${who} was told nothing more`);
    }
    const next = staying.next();
    const answered = await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 12_000, 'running'))]);
    assert.equal(answered, 'running');
    await staying.return();
    await eventually(() => model.inHand() === 0, 30_000, 'nothing is written for them any more');
  });
});
