import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeLock, waitForLock } from './lock.mjs';
import { startMark } from './processes.mjs';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onggi-lock-'));
  path = join(folder, 'run', 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a lock', () => {
  it('keeps others out and tells them who has it', () => {
    expect(takeLock(path, { address: 'http://x' }).taken).toBe(true);
    expect(takeLock(path)).toMatchObject({ taken: false, holder: { pid: process.pid, address: 'http://x' } });
  });

  it('is free again when it was released', () => {
    const lock = takeLock(path);
    if (!lock.taken) throw new Error('not taken');
    lock.release();
    expect(takeLock(path).taken).toBe(true);
  });

  it.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, started: '1' }],
    ['an earlier process with a pid that lives again', { pid: process.pid, started: 'before' }],
  ])('of %s is taken over', (_, holder) => {
    takeLock(path);
    writeFileSync(path, JSON.stringify(holder));
    expect(takeLock(path).taken).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ pid: process.pid, started: startMark(process.pid) });
  });

  it('is waited for', async () => {
    const lock = takeLock(path);
    const told: number[] = [];
    const onWait = ({ pid }: { pid: number }) => {
      told.push(pid);
      if (lock.taken) lock.release();
    };
    const taken = await waitForLock(path, { onWait, signal: new AbortController().signal });
    expect(told).toEqual([process.pid]);
    expect(taken.taken).toBe(true);
  });
});
