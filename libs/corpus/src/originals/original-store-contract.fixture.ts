import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { OriginalStore } from './original-store.js';
import { wholeOf } from './verified-content.js';

/** One adapter, ready to be tried out. */
export interface StoreUnderTest {
  store: OriginalStore;
  /** Where files lie while they come in. */
  spoolFolder: string;
  /** Puts other bytes under a key, behind the store's back. */
  tamper(key: string, content: Uint8Array): Promise<void>;
}

/** What every OriginalStore promises. @param make an empty store, each time */
export function itKeepsOriginals(make: () => Promise<StoreUnderTest>): void {
  let store: OriginalStore;
  let world: StoreUnderTest;
  beforeEach(async () => {
    world = await make();
    ({ store } = world);
  });

  const put = (content: Uint8Array, tenant = 'alpha', limitBytes = 30_000_000) =>
    store.put(tenant, Readable.from([content.subarray(0, 3), content.subarray(3)]), limitBytes);
  const textOf = async (tenant: string, key: string) => Buffer.from(await store.read(tenant, key)).toString();
  const remove = (key: string) => store.remove('alpha', key, new Date(Date.now() + 60_000));
  const incoming = () => readdir(world.spoolFolder);

  describe('keeping a file', () => {
    it('gives back the bytes, whole or in pieces, and leaves nothing behind', async () => {
      const content = Buffer.from('한글 and English');
      const kept = await put(content);
      expect(kept).toMatchObject({
        byteSize: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      });
      expect(await textOf('alpha', kept.key)).toBe('한글 and English');
      expect(Buffer.from(await wholeOf(await store.open('alpha', kept.key)))).toEqual(content);
      expect(await incoming()).toEqual([]);
    });

    it('keeps an empty file', async () => {
      expect(await textOf('alpha', (await put(Buffer.alloc(0))).key)).toBe('');
    });

    it('keeps a file of many pieces', async () => {
      const content = randomBytes(20_000_000);
      const { key } = await put(content);
      expect(Buffer.compare(await store.read('alpha', key), content)).toBe(0);
    });

    it('keeps the same content once, also when it comes several times at once', async () => {
      const keys = await Promise.all(Array.from({ length: 4 }, () => put(Buffer.from('same'))));
      expect(new Set(keys.map(({ key }) => key)).size).toBe(1);
      expect(await textOf('alpha', keys[0]!.key)).toBe('same');
    });

    it('refuses a file over the limit, reads it to its end, and keeps nothing', async () => {
      const content = Readable.from([Buffer.alloc(60), Buffer.alloc(60)]);
      await expect(store.put('alpha', content, 100)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
      expect(content.readableEnded).toBe(true);
      expect(await incoming()).toEqual([]);
    });

    it('passes on what the sender breaks off with, and keeps nothing', async () => {
      const broken = Readable.from(
        (function* () {
          yield Buffer.from('half');
          throw new Error('gone');
        })(),
      );
      await expect(store.put('alpha', broken, 100)).rejects.toThrow('gone');
      expect(await incoming()).toEqual([]);
    });

    it('never writes over what is there', async () => {
      const { key } = await put(Buffer.from('mine'));
      await world.tamper(key, Buffer.from('something else'));
      await expect(put(Buffer.from('mine'))).rejects.toMatchObject({ code: 'ORIGINAL_DAMAGED' });
      await expect(store.read('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_DAMAGED' });
    });
  });

  describe('reading a file', () => {
    it('says when it is not there', async () => {
      const { key } = await put(Buffer.from('soon gone'));
      expect(await remove(key)).toBe(true);
      await expect(store.read('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
      await expect(store.open('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
    });

    it('notices that its bytes are others, though as many', async () => {
      const { key } = await put(Buffer.from('the right ones'));
      await world.tamper(key, Buffer.from('the wrong ones'));
      await expect(store.read('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_DAMAGED' });
      await expect(store.open('alpha', key).then(wholeOf)).rejects.toMatchObject({ code: 'ORIGINAL_DAMAGED' });
    });
  });

  describe('removing a file', () => {
    it('finds no fault with one that is gone', async () => {
      const { key } = await put(Buffer.from('twice'));
      expect(await remove(key)).toBe(true);
      expect(await remove(key)).toBe(true);
    });

    it('keeps one that was put since, also when its bytes were there already', async () => {
      const old = await put(Buffer.from('left alone'));
      const again = await put(Buffer.from('comes again'));
      // A store may know its times by the second.
      await sleep(2_100);
      const since = new Date();
      await put(Buffer.from('comes again'));
      const young = await put(Buffer.from('new'));
      expect(await store.remove('alpha', old.key, since)).toBe(true);
      expect(await store.remove('alpha', again.key, since)).toBe(false);
      expect(await store.remove('alpha', young.key, since)).toBe(false);
      expect(await textOf('alpha', again.key)).toBe('comes again');
      await expect(store.read('alpha', old.key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
    });
  });

  describe('a tenant', () => {
    it('has its own copy, and no way to that of another', async () => {
      const mine = await put(Buffer.from('shared words'), 'alpha');
      const theirs = await put(Buffer.from('shared words'), 'beta');
      expect(theirs.key).not.toBe(mine.key);
      await expect(store.read('alpha', theirs.key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
      await expect(store.open('alpha', theirs.key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
      await expect(remove(theirs.key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
      await remove(mine.key);
      expect(await textOf('beta', theirs.key)).toBe('shared words');
    });

    it('is removed with everything it has, and nobody else with it', async () => {
      const words = ['one', 'two', 'three'].map((word) => Buffer.from(word));
      const kept = await Promise.all(words.map((word) => put(word, 'alpha')));
      const others = await Promise.all(
        ['beta', 'alpha2', 'alpha-', 'alph'].map(async (name) => [name, (await put(words[0]!, name)).key] as const),
      );
      await store.removeTenant('alpha');
      for (const { key } of kept) {
        await expect(store.read('alpha', key)).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
      }
      for (const [name, key] of others) expect(await textOf(name, key)).toBe('one');

      await store.removeTenant('alpha');
      expect(await textOf('alpha', (await put(words[0]!, 'alpha')).key)).toBe('one');
    });

    it.each(['..', '../beta', 'alpha/../beta', 'Alpha', '', '.incoming', 'a%2fb', '가'])(
      'cannot be called %j to get out of its part of the store',
      async (name) => {
        await expect(put(Buffer.from('x'), name)).rejects.toThrow(/is not the name of a tenant/);
        await expect(store.removeTenant(name)).rejects.toThrow(/is not the name of a tenant/);
      },
    );

    it.each([
      (key: string) => `alpha/../${key}`,
      (key: string) => `${key}/../../${'0'.repeat(64)}`,
      (key: string) => `/${key}`,
      (key: string) => `${key}?versionId=1`,
      (key: string) => key.toUpperCase(),
      (key: string) => key.replace(/\/../, '/zz'),
      () => '',
    ])('cannot get out by a key of another shape (%#)', async (bent) => {
      const { key } = await put(Buffer.from('straight'));
      await expect(store.read('alpha', bent(key))).rejects.toMatchObject({ code: 'ORIGINAL_MISSING' });
    });
  });
}
