import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FakeModelServer, json } from '../openai/fake-model-server.fixture.js';
import { createEmbedders, embeddingSettings } from './create-embedders.js';
import { readEmbeddingProfiles } from './embedding-profile.js';

const settings = (given: Record<string, string> = {}) => z.object(embeddingSettings).parse(given);
const never = new AbortController().signal;

describe('the embedding profiles', () => {
  it('say the licence, are told apart by their spaces, and begin with one that runs without a GPU', () => {
    const registry = createEmbedders(settings());
    const spaces = registry.names.map((name) => JSON.stringify(registry.named(name).profile));
    expect(new Set(spaces).size).toBe(registry.names.length);
    expect(registry.names).toEqual(expect.arrayContaining(['bge-m3', 'kure-v1', 'qwen3-embedding-0.6b']));
    expect(registry.default).toBe(registry.named('multilingual-e5-small'));
    for (const { licence } of readEmbeddingProfiles()) expect(licence).toMatch(/^(MIT|Apache-2\.0)$/);
  });

  it('are found by what an embedding set records', () => {
    const registry = createEmbedders(settings());
    for (const name of registry.names) {
      expect(registry.of({ ...registry.named(name).profile })).toBe(registry.named(name));
    }
    const other = { ...registry.default.profile, centringVersion: '00000000' };
    expect(registry.nameOf(other)).toBeUndefined();
    expect(() => registry.of(other)).toThrow(
      expect.objectContaining({ code: 'EMBEDDING_PROFILE_UNKNOWN', data: expect.anything() }),
    );
  });
});

describe('settings of embeddings', () => {
  let usual: FakeModelServer;
  let gpu: FakeModelServer;
  let folder: string;
  beforeAll(async () => {
    [usual, gpu] = [await FakeModelServer.start(), await FakeModelServer.start()];
    folder = mkdtempSync(path.join(tmpdir(), 'onggi-profiles-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all([usual.stop(), gpu.stop()]);
  });

  it('send a profile to its own server with its own key, every other to the usual one', async () => {
    const answer = json({ data: [{ index: 0, embedding: Array.from({ length: 1_024 }, () => 1) }] });
    usual.answer(answer);
    gpu.answer(answer);
    const registry = createEmbedders(
      settings({
        ONGGI_INFERENCE_URL: usual.url,
        ONGGI_INFERENCE_KEY: 'inside',
        ONGGI_EMBEDDING_SERVERS: `bge-m3=${gpu.url}/v1`,
        ONGGI_EMBEDDING_KEY: 'outside',
      }),
    );
    for (const name of ['bge-m3', 'kure-v1']) await registry.named(name).embedQuery('q', 'ko', never);
    expect(gpu.received.map(({ body, headers }) => [body['model'], headers.authorization])).toEqual([
      ['BAAI/bge-m3', 'Bearer outside'],
    ]);
    expect(usual.received.map(({ body, headers }) => [body['model'], headers.authorization])).toEqual([
      ['nlpai-lab/KURE-v1', 'Bearer inside'],
    ]);
  });

  it('take profiles of one’s own, and one of the same name in place of Onggi’s', () => {
    const bge = readEmbeddingProfiles().find(({ name }) => name === 'bge-m3')!;
    writeFileSync(path.join(folder, 'bge-m3.json'), JSON.stringify({ ...bge, variant: 'fp16' }));
    writeFileSync(path.join(folder, 'mine.json'), JSON.stringify({ ...bge, name: 'mine', model: 'mine' }));
    const given = { ONGGI_EMBEDDING_PROFILES: folder, ONGGI_EMBEDDING_PROFILE: 'mine' };
    const registry = createEmbedders(settings(given));
    expect(registry.named('bge-m3').profile.variant).toBe('fp16');
    expect(registry.default.profile.model).toBe('mine');
    rmSync(path.join(folder, 'mine.json'));
  });

  it('refuse a profile with constants of another length, by the name of its file', () => {
    const [profile] = readEmbeddingProfiles();
    const vector = [1];
    const centring = { version: '1', query: { ko: vector, en: vector }, passage: { ko: vector, en: vector } };
    writeFileSync(path.join(folder, `${profile!.name}.json`), JSON.stringify({ ...profile, centring }));
    expect(() => createEmbedders(settings({ ONGGI_EMBEDDING_PROFILES: folder }))).toThrow(`${profile!.name}.json`);
  });

  it.each([
    ['a default that does not exist', { ONGGI_EMBEDDING_PROFILE: 'nope' }],
    ['a server of a profile that does not exist', { ONGGI_EMBEDDING_SERVERS: 'nope=http://127.0.0.1:1' }],
  ])('refuse %s', (_, given) => {
    expect(() => createEmbedders(settings(given))).toThrow(/nope/);
  });

  it.each(['bge-m3', 'bge-m3=', 'bge-m3=gpu:8080', 'a=http://x,,b=http://y'])('refuse %s as servers', (text) => {
    expect(() => settings({ ONGGI_EMBEDDING_SERVERS: text })).toThrow();
  });
});
