import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ensureSecrets, roleUrl, secretFiles } from './secrets.mjs';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'onggi-secrets-'));
});
afterEach(() => rmSync(home, { recursive: true }));

describe('the secrets of an installation', () => {
  it('are readable by their owner alone', () => {
    ensureSecrets(home);
    expect(statSync(join(home, 'secrets')).mode & 0o777).toBe(0o700);
    for (const file of Object.values(secretFiles)) {
      expect(statSync(join(home, 'secrets', file)).mode & 0o777).toBe(0o600);
    }
  });

  it('are made once and never changed, because passwords derive from them', () => {
    ensureSecrets(home);
    const first = Object.values(secretFiles).map((file) => readFileSync(join(home, 'secrets', file), 'utf8'));
    ensureSecrets(home);
    const second = Object.values(secretFiles).map((file) => readFileSync(join(home, 'secrets', file), 'utf8'));
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
    expect(Buffer.from(first[0]!, 'base64url')).toHaveLength(32);
  });
});

describe('a secret that is none', () => {
  const path = (file: string) => join(home, 'secrets', file);

  it('is closed when others could read it, and kept', () => {
    ensureSecrets(home);
    const before = readFileSync(path(secretFiles.machineKey), 'utf8');
    chmodSync(path(secretFiles.machineKey), 0o644);
    expect(ensureSecrets(home)).toEqual([{ file: path(secretFiles.machineKey), mended: 'closed' }]);
    expect(statSync(path(secretFiles.machineKey)).mode & 0o777).toBe(0o600);
    expect(readFileSync(path(secretFiles.machineKey), 'utf8')).toBe(before);
  });

  it.each(['', 'changeme', 'x'.repeat(64), `${'Zq8'.repeat(20)}`, 'a'.repeat(31)])('is made anew: %j', (text) => {
    ensureSecrets(home);
    writeFileSync(path(secretFiles.databaseKey), text);
    expect(ensureSecrets(home)).toEqual([{ file: path(secretFiles.databaseKey), mended: 'renewed' }]);
    expect(readFileSync(path(secretFiles.databaseKey), 'utf8')).toHaveLength(43);
    expect(ensureSecrets(home)).toEqual([]);
  });

  it('stops the start when the database knows it already', () => {
    ensureSecrets(home);
    writeFileSync(path(secretFiles.superuserPassword), 'postgres');
    expect(() => ensureSecrets(home)).toThrow(expect.objectContaining({ code: 'SECRET_UNUSABLE' }));
  });
});

describe('the URL of a database role', () => {
  it('carries the password that derives from the database key and the role', async () => {
    ensureSecrets(home);
    writeFileSync(join(home, 'secrets', 'database.key'), 'a key');
    const url = new URL(
      await roleUrl('postgresql://postgres:pw@db.example:5433/onggi?sslmode=require', 'onggi_app', home),
    );
    expect(url.username).toBe('onggi_app');
    expect(url.password).toBe(createHmac('sha256', 'a key').update('onggi_app').digest('hex'));
    expect(url.host + url.pathname + url.search).toBe('db.example:5433/onggi?sslmode=require');
  });

  it('keeps a unix socket', async () => {
    ensureSecrets(home);
    const url = await roleUrl('postgresql://postgres:pw@%2Fvar%2Flib%2Fx:5433/onggi', 'onggi_jobs', home);
    expect(url).toContain('@%2Fvar%2Flib%2Fx:5433/onggi');
  });
});
