import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError, readSecretFile } from '../index.js';

const good = 'w3Jf8sK1qLz0VbN5xYt7RmPc2DhGe9Ua';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'onggi-secret-'));
  file = path.join(folder, 'machine.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string, mode = 0o600) => {
  writeFileSync(file, text);
  chmodSync(file, mode);
};

describe('a secret in a file', () => {
  it.each([0o600, 0o640, 0o440])('is read with mode %o', (mode) => {
    write(`${good}\n`, mode);
    expect(readSecretFile(file)).toBe(good);
  });

  it.each([
    ['open to everyone', good, 0o644, /mode has to be 0600/],
    ['short', good.slice(1), 0o600, /fewer than 32/],
    ['empty', '', 0o600, /fewer than 32/],
    ['a repetition', 'changeme'.repeat(8), 0o600, /easy to guess/],
  ])('keeps the process from starting when it is %s', (_, text, mode, reason) => {
    write(text, mode);
    expect(() => readSecretFile(file)).toThrow(ConfigurationError);
    expect(() => readSecretFile(file)).toThrow(reason);
  });

  it('is never part of what is said about it', () => {
    write('hunter2');
    expect(() => readSecretFile(file)).not.toThrow(/hunter2/);
  });

  it('is named when it is missing', () => expect(() => readSecretFile(file)).toThrow(file));
});
