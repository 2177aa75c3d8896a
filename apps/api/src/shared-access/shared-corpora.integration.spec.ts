import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import type { SeededDocument } from '../../../../libs/tenancy/src/two-tenants.fixture.js';
import { ApiWorld, type Reply } from '../api.fixture.js';

const canaries = { open: 'canary-open-text', board: 'canary-board-text', draft: 'canary-draft-text' };
const purpose = 'Joint maintenance of the gas line';

let world: ApiWorld;
let keys: Record<'owner' | 'receiver' | 'curator' | 'member' | 'lineStaff' | 'third', string>;
let open: SeededDocument;
let board: SeededDocument;
let own: SeededDocument;

beforeAll(async () => {
  world = await ApiWorld.create();
  await world.tenants.addTenant('gamma');
  const admins = { owner: 'alpha', receiver: 'beta', third: 'gamma' };
  const made = Object.entries(admins).map(async ([name, tenant]) => [name, await world.key(tenant, { role: 'admin' })]);
  keys = {
    ...Object.fromEntries(await Promise.all(made)),
    curator: await world.key('beta', { role: 'curator' }),
    member: await world.key('beta'),
    lineStaff: await world.key('beta', { groups: ['line'] }),
  };
  open = await world.tenants.publish('alpha', canaries.open, { groups: ['everyone'], label: 'O' });
  board = await world.tenants.publish('alpha', canaries.board, { groups: ['board'], label: 'O' });
  const draft = await world.tenants.publish('alpha', canaries.draft, { groups: ['everyone'], label: 'O' });
  own = await world.tenants.publish('beta', 'beta-own-text', { groups: ['everyone'], label: 'O' });
  // In the shared corpus are also what is for the board alone, and what its owner has not published.
  for (const { corpusId, documentId } of [board, draft]) {
    await world.tenants.admin.query('UPDATE onggi.document_version SET corpus_id = $1 WHERE corpus_id = $2', [
      open.corpusId,
      corpusId,
    ]);
    await world.tenants.admin.query('UPDATE onggi.document SET corpus_id = $1 WHERE document_id = $2', [
      open.corpusId,
      documentId,
    ]);
  }
  await world.tenants.admin.query(
    `UPDATE onggi.document_version SET status = 'quarantined', live = false WHERE document_id = $1`,
    [draft.documentId],
  );
  await world.tenants.admin.query(`UPDATE onggi.document SET source = 'spec-draft' WHERE document_id = $1`, [
    draft.documentId,
  ]);
});
afterEach(() =>
  world.tenants.admin.query(
    `UPDATE onggi.shared_access SET ended_at = now(), ended_side = 'owner' WHERE ended_at IS NULL`,
  ),
);
afterAll(() => world.close());

const json = <Body>({ body }: Reply) => JSON.parse(body) as Body;
const get = (url: string, key: string) => world.call('GET', url, { key });
const inADay = () => new Date(Date.now() + 24 * 3_600_000).toISOString();
/** What is told, without what differs by request and without the id that was asked about. */
const told = ({ status, body }: Reply, asked: string) => [
  status,
  body.replace(/"requestId":"[^"]+"/, '').replaceAll(asked, 'ID'),
];

async function share(over: object = {}, groups?: string[]): Promise<{ id: string; expiresAt: string }> {
  const body = { corpus: open.corpusId, receiver: 'beta', purpose, expiresAt: inADay(), ...over };
  const offered = json<{ id: string; expiresAt: string }>(
    await world.call('POST', '/api/v1/corpus-shares', { key: keys.owner, body }),
  );
  const accepted = await world.call('POST', `/api/v1/corpus-shares/${offered.id}/accept`, {
    key: keys.receiver,
    body: { ...(groups && { groups }) },
  });
  expect(accepted.status).toBe(200);
  return offered;
}

interface Listed {
  id: string;
  key: string;
  documents: number;
  sharedBy: object | null;
  readOnly: boolean;
}

async function byRest(headers: { key?: string; headers?: Record<string, string> }): Promise<Listed[]> {
  return json<{ corpora: Listed[] }>(await world.call('GET', '/api/v1/corpora', headers)).corpora;
}

async function byGraphql(key: string): Promise<Listed[]> {
  const fields =
    'id key name { ko en } documents newest readOnly sharedBy { tenant name { ko en } kind purpose expiresAt }';
  const reply = await world.call('POST', '/graphql', { key, body: { query: `{ corpora { ${fields} } }` } });
  return json<{ data: { corpora: Listed[] } }>(reply).data.corpora;
}

const sharedIds = async (key: string) =>
  (await byRest({ key })).filter(({ sharedBy }) => sharedBy !== null).map(({ id }) => id);

describe('the list of corpora', () => {
  it('shows what another tenant shares: whose it is, what for, until when, and that it is read only', async () => {
    const { expiresAt } = await share();
    for (const list of [await byRest({ key: keys.member }), await byGraphql(keys.member)]) {
      expect(list).toEqual([
        expect.objectContaining({ id: own.corpusId, sharedBy: null, readOnly: false }),
        {
          id: open.corpusId,
          key: open.corpusId,
          name: { ko: 'ko', en: 'en' },
          documents: 1,
          newest: null,
          sharedBy: { tenant: 'alpha', name: { ko: 'alpha', en: 'alpha' }, kind: 'corpus', purpose, expiresAt },
          readOnly: true,
        },
      ]);
    }
  });

  it('shows it to nobody else: not before it is accepted, not to other groups, not to a third tenant, not as new to its owner', async () => {
    const body = { corpus: open.corpusId, receiver: 'beta', purpose, expiresAt: inADay() };
    await world.call('POST', '/api/v1/corpus-shares', { key: keys.owner, body });
    expect(await sharedIds(keys.lineStaff)).toEqual([]);
    await share({}, ['line']);
    expect(await sharedIds(keys.lineStaff)).toEqual([open.corpusId]);
    for (const key of [keys.member, keys.curator, keys.third, keys.owner]) {
      expect(await sharedIds(key)).toEqual([]);
      expect((await byGraphql(key)).filter(({ readOnly }) => readOnly)).toEqual([]);
      if (key !== keys.owner) expect((await get('/api/v1/corpora', key)).body).not.toContain(purpose);
    }
  });

  it('shows it no more when it was revoked by either side, or has expired', async () => {
    for (const side of ['owner', 'receiver'] as const) {
      const { id } = await share();
      expect(await sharedIds(keys.member)).toEqual([open.corpusId]);
      await world.call('DELETE', `/api/v1/corpus-shares/${id}`, { key: keys[side] });
      expect(await sharedIds(keys.member)).toEqual([]);
    }
    const { id } = await share();
    await world.tenants.admin.query(
      `UPDATE onggi.shared_access SET starts_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' WHERE share_id = $1`,
      [id],
    );
    expect(await sharedIds(keys.member)).toEqual([]);
    expect((await byGraphql(keys.member)).map((corpus) => corpus.id)).toEqual([own.corpusId]);
  });

  it('shows a person with a second post what they may read there, while it lasts', async () => {
    const email = 'jiwoo@beta.test';
    const name = { ko: '지우', en: 'Jiwoo' };
    const people = [{ email, name, title: name, role: 'curator', groups: [], demo: true }];
    await world.call('PUT', '/api/v1/people', { key: keys.receiver, body: { groups: [], people } });
    const signedIn = await world.call('POST', '/api/v1/session', {
      body: { tenant: 'beta', email },
      headers: { 'x-onggi-request': '1' },
    });
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    const listed = async () => (await byRest({ headers: { cookie } })).filter(({ readOnly }) => readOnly);
    expect(await listed()).toEqual([]);
    const offered = json<{ id: string }>(
      await world.call('POST', '/api/v1/posts', {
        key: keys.owner,
        body: { kind: 'post', receiver: 'beta', email, purpose },
      }),
    );
    await world.call('POST', `/api/v1/posts/${offered.id}/accept`, { key: keys.receiver, body: {} });
    expect(await listed()).toEqual([
      expect.objectContaining({
        id: open.corpusId,
        documents: 1,
        sharedBy: expect.objectContaining({ tenant: 'alpha', kind: 'post', expiresAt: null }),
      }),
    ]);
    expect(await sharedIds(keys.member)).toEqual([]);
    await world.call('DELETE', `/api/v1/posts/${offered.id}`, { key: keys.receiver });
    expect(await listed()).toEqual([]);
  });
});

describe('documents of a shared corpus', () => {
  const documents = (corpus: string) => `/api/v1/corpora/${corpus}/documents`;

  it('are listed and opened as far as they are shared: no draft, no other group, not how the owner groups its readers', async () => {
    await share();
    for (const key of [keys.member, keys.curator, keys.receiver]) {
      const list = json<{ documents: { id: string; access: object }[]; total: number }>(
        await get(documents(open.corpusId), key),
      );
      expect([list.total, list.documents.map(({ id }) => id)]).toEqual([1, [open.documentId]]);
      expect(list.documents[0]!.access).toEqual({ groups: [], label: 'O' });
      const detail = await get(`/api/v1/documents/${open.documentId}`, key);
      expect(json(detail)).toMatchObject({
        readOnly: true,
        corpus: { id: open.corpusId, key: open.corpusId },
        versions: [{ number: 1 }],
      });
      const all = await Promise.all(
        ['', '?status=quarantined', '?status=processing', '?query=canary'].map((query) =>
          get(documents(open.corpusId) + query, key),
        ),
      );
      for (const { body } of [...all, detail]) {
        for (const hidden of [canaries.board, canaries.draft, 'board', 'everyone']) expect(body).not.toContain(hidden);
      }
      expect((await get(`/api/v1/documents/${board.documentId}`, key)).status).toBe(404);
    }
    const query = `{ documents(corpus: "${open.corpusId}") { total documents { title access { groups } } } }`;
    const reply = await world.call('POST', '/graphql', { key: keys.curator, body: { query } });
    expect(json(reply)).toEqual({
      data: { documents: { total: 1, documents: [{ title: canaries.open, access: { groups: [] } }] } },
    });
  });

  it('are to everyone else as those of a corpus that does not exist, to the byte', async () => {
    const random = newId();
    const asked = async (key: string, corpus: string, document: string) => [
      told(await get(documents(corpus), key), corpus),
      told(await get(`/api/v1/documents/${document}`, key), document),
      told(
        await world.call('POST', '/graphql', { key, body: { query: `{ documents(corpus: "${corpus}") { total } }` } }),
        corpus,
      ),
    ];
    const { id } = await share({}, ['line']);
    for (const key of [keys.member, keys.curator, keys.third]) {
      expect(await asked(key, open.corpusId, open.documentId)).toEqual(await asked(key, random, random));
    }
    expect((await get(documents(open.corpusId), keys.lineStaff)).status).toBe(200);
    await world.call('DELETE', `/api/v1/corpus-shares/${id}`, { key: keys.receiver });
    expect(await asked(keys.lineStaff, open.corpusId, open.documentId)).toEqual(
      await asked(keys.lineStaff, random, random),
    );
  });

  it('are not written by the receiver, whatever its role: told as of what does not exist', async () => {
    await share();
    const random = newId();
    const form = () => {
      const upload = new FormData();
      upload.set('createCorpus', 'true');
      upload.set('path', 'a.md');
      upload.set('file', new Blob(['# a']), 'a.md');
      return upload;
    };
    const upload = async (key: string, corpus: string): Promise<Reply> => {
      const url = new URL(documents(corpus), world.origin);
      const reply = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: form() });
      return { status: reply.status, body: await reply.text(), headers: reply.headers };
    };
    const name = { ko: '뺏음', en: 'Taken' };
    const tried = async (key: string, corpus: string, document: string) => [
      told(await upload(key, corpus), corpus),
      told(await world.call('PUT', `/api/v1/corpora/${corpus}`, { key, body: { name } }), corpus),
      told(await world.call('DELETE', `/api/v1/corpora/${corpus}`, { key }), corpus),
      told(await world.call('DELETE', `/api/v1/documents/${document}`, { key }), document),
      told(
        await world.call('PUT', `/api/v1/documents/${document}/access`, {
          key,
          body: { groups: ['everyone'], label: 'O' },
        }),
        document,
      ),
    ];
    for (const key of [keys.receiver, keys.curator, keys.member]) {
      const shared = await tried(key, open.corpusId, open.documentId);
      expect(shared).toEqual(await tried(key, random, random));
      for (const [status] of shared) expect([400, 403, 404]).toContain(status);
    }
    const { rows } = await world.tenants.admin.query(
      `SELECT c.name_en, count(d.document_id)::int AS documents FROM onggi.corpus c JOIN onggi.document d USING (tenant_id, corpus_id)
       WHERE c.corpus_id = $1 GROUP BY 1`,
      [open.corpusId],
    );
    expect(rows).toEqual([{ name_en: 'en', documents: 3 }]);
  });
});
