import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@onggi/platform';
import { ApiWorld } from '../api.fixture.js';

let world: ApiWorld;
let curator: string;
let corpus: { id: string; key: string };

beforeAll(async () => {
  world = await ApiWorld.create();
  curator = await world.key('alpha', { role: 'curator' });
  const made = await world.call('POST', '/api/v1/corpora', { key: curator, body: { key: 'manuals' } });
  corpus = JSON.parse(made.body);
});
afterAll(() => world.close());

const corporaOf = async () =>
  (JSON.parse((await world.call('GET', '/api/v1/corpora', { key: curator })).body) as { corpora: object[] }).corpora;

/** What PostgreSQL would take for the same id, among them. */
const shapesOf = (id: string) => [id, id.toUpperCase(), id.replaceAll('-', '')];

describe('the key of a corpus', () => {
  it.each(['POST', 'PUT'])('cannot have the shape of an id, of another corpus or of none: %s', async (method) => {
    for (const key of [...shapesOf(corpus.id), ...shapesOf(newId())]) {
      const url = method === 'POST' ? '/api/v1/corpora' : `/api/v1/corpora/${key}`;
      const name = { ko: '가짜', en: 'Counterfeit' };
      const body = method === 'POST' ? { key, name } : { name };
      for (const [language, message, remedy] of [
        ['ko', /id처럼/, /key/],
        ['en', /like an id/, /key/],
      ] as const) {
        const reply = await world.call(method, url, { key: curator, body, headers: { 'accept-language': language } });
        const { error } = JSON.parse(reply.body) as { error: { code: string; message: string; remedy: string } };
        expect([reply.status, error.code]).toEqual([400, 'INVALID_INPUT']);
        expect(error.message).toMatch(message);
        expect(error.remedy).toMatch(remedy);
      }
    }
    expect(await corporaOf()).toEqual([expect.objectContaining({ ...corpus, name: { ko: 'manuals', en: 'manuals' } })]);
  });

  it('is not made by an upload that makes what is missing', async () => {
    for (const key of [...shapesOf(newId()), newId().replaceAll('-', '').toUpperCase()]) {
      const form = new FormData();
      form.set('createCorpus', 'true');
      form.set('path', 'a.md');
      form.set('file', new Blob(['# a']), 'a.md');
      const reply = await fetch(new URL(`/api/v1/corpora/${key}/documents`, world.origin), {
        method: 'POST',
        headers: { authorization: `Bearer ${curator}` },
        body: form,
      });
      expect([400, 404]).toContain(reply.status);
    }
    expect(await corporaOf()).toHaveLength(1);
  });

  it('may be long and hexadecimal all the same', async () => {
    for (const key of ['cafe', 'deadbeef-2024', 'a'.repeat(31), 'a'.repeat(33)]) {
      const reply = await world.call('POST', '/api/v1/corpora', { key: curator, body: { key } });
      expect(reply.status).toBe(201);
    }
  });
});
