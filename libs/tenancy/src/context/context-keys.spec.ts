import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contextKey, readContextKeys } from '../../../../prisma/context-keys.mjs';
import { ContextKeys, parseContextKeys } from './context-keys.js';

const [older, newer] = [
  'an older key of thirty-two or more letters',
  'a newer key of thirty-two or more letters',
] as const;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onggi-context-'));
  file = path.join(folder, 'context.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string, mode = 0o600) => {
  writeFileSync(`${file}.next`, text, { mode });
  renameSync(`${file}.next`, file);
};
const idsAt = (keys: ContextKeys, now: number) => keys.current(now).map((key) => key.id);
const idsOf = (text: string) => parseContextKeys(text).map((key) => key.id);

describe('the keys that contexts are signed with', () => {
  it('are the lines of a file, in its order', () => {
    write(`${newer}\n\n  ${older}\n`);
    expect(new ContextKeys(file).current().map((key) => key.id)).toEqual([...idsOf(newer), ...idsOf(older)]);
  });

  it('are found in ONGGI_HOME, unless they are elsewhere', () => {
    write(newer);
    expect(ContextKeys.of({ ONGGI_HOME: 'nowhere', ONGGI_CONTEXT_KEY_FILE: file }).current()).toHaveLength(1);
    expect(() => ContextKeys.of({ ONGGI_HOME: folder })).toThrow(path.join(folder, 'secrets', 'context.key'));
  });

  it('have the names that the database knows them by', async () => {
    write(`${newer}\n${older}`);
    expect((await readContextKeys(file)).map((key) => key.id)).toEqual(idsOf(`${newer}\n${older}`));
    expect(contextKey(older).id).toBe(idsOf(older)[0]);
  });

  it.each([
    ['a file that is not there', () => undefined, 'ENOENT'],
    ['an empty one', () => write('\n'), 'no key'],
    ['a short key', () => write(`${newer}\nsecret`), 'fewer than 32'],
    ['a file that everybody may read', () => write(newer, 0o644), 'others may read'],
  ])('refuse to start with %s', (_, prepare, reason) => {
    prepare();
    if (reason.startsWith('others')) chmodSync(file, 0o644);
    expect(() => new ContextKeys(file)).toThrow(reason);
  });

  it('follow the file while the process runs', () => {
    write(older);
    const keys = new ContextKeys(file);
    const now = Date.now();
    write(newer);
    utimesSync(file, 1, 1);
    expect(idsAt(keys, now)).toEqual(idsOf(older));
    expect(idsAt(keys, now + 1_100)).toEqual(idsOf(newer));
  });

  it('stay in use when the file is unreadable for a while', () => {
    write(older);
    const keys = new ContextKeys(file);
    rmSync(file);
    expect(idsAt(keys, Date.now() + 5_000)).toEqual(idsOf(older));
    write(newer);
    expect(idsAt(keys, Date.now() + 10_000)).toEqual(idsOf(newer));
  });
});
