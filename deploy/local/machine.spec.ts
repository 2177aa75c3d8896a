import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkNode, checkPorts, listeningPlaces } from './checks.mjs';
import { blockingFolder, makePrivateFolder } from './database-user.mjs';
import { checkSpace } from './disk.mjs';
import { environmentFor } from './product-processes.mjs';
import { TransferRate } from './progress.mjs';
import { areDependenciesInstalled } from './workspace.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onggi-machine-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('checking the machine', () => {
  it('asks for a Node that can run it', () => {
    expect(() => checkNode('20.18.3')).toThrow(/too old/);
    expect(() => checkNode('18.20.0')).toThrow(/too old/);
    checkNode('20.19.0');
    checkNode('24.1.0');
  });

  it('names the port that is taken and what to set instead', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const places = { host: '127.0.0.1', api: port, inference: port, worker: port };
    const error = await checkPorts(places, { ownInference: true }).then(
      () => null,
      (reason: unknown) => reason,
    );
    server.close();
    expect(error).toMatchObject({ code: 'PORT_TAKEN' });
    expect(String(error)).toContain(`Port ${port}`);
  });

  it('refuses a port that is none', () => {
    expect(() => listeningPlaces({ PORT: 'http' })).toThrow(/PORT=http/);
  });

  it('says how much disk is missing before it writes', () => {
    expect(() => checkSpace(join(folder, 'not', 'yet'), 1e18)).toThrow(/disk space/);
  });
});

describe("the database's user", () => {
  const user = { uid: 65_534, gid: 65_534 };

  it('is kept away by the first closed folder above', () => {
    mkdirSync(join(folder, 'closed', 'inner'), { recursive: true });
    chmodSync(join(folder, 'closed'), 0o700);
    expect(blockingFolder(join(folder, 'closed', 'inner', 'none yet'), user)).toBe(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o711);
    expect(blockingFolder(join(folder, 'closed', 'inner'), user)).toBeNull();
  });

  it('is never given what a link in a shared folder points to', () => {
    mkdirSync(join(folder, 'target'));
    symlinkSync(join(folder, 'target'), join(folder, 'socket'));
    expect(() => makePrivateFolder(join(folder, 'socket'), null)).toThrow(/Cannot write/);
  });
});

describe('the environment of a process', () => {
  const given = { PATH: '/bin', SECRET: 'x', ONGGI_CHAT_KEY: 'k', ONGGI_JOBS_DATABASE_URL: 'u', ONGGI_MISPELT: '1' };

  it('holds nothing that another process needs and this one does not', () => {
    const environment = environmentFor('inference', given, { ONGGI_INFERENCE_PORT: '1' });
    expect(Object.keys(environment).sort()).toEqual(
      ['NODE_ENV', 'ONGGI_INFERENCE_PORT', 'ONGGI_MISPELT', 'ONGGI_PARENT_PIPE', 'PATH'].sort(),
    );
  });

  it('lets a misspelt setting through, so that the process refuses it', () => {
    expect(environmentFor('api', given, {})).toMatchObject({ ONGGI_MISPELT: '1', ONGGI_CHAT_KEY: 'k' });
  });
});

describe('installed dependencies', () => {
  const lock = (packages: object) => JSON.stringify({ packages: { '': {}, 'libs/a': {}, ...packages } });
  const wanted = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } };

  function given(installed: object) {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'package-lock.json'), lock(wanted));
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }

  it('are current when npm installed the locked versions, optional ones aside', async () => {
    given({ 'node_modules/a': { version: '1.0.0' } });
    expect(await areDependenciesInstalled(folder)).toBe(true);
  });

  it('are not when a project of the workspace is not linked yet', async () => {
    given({ 'node_modules/a': { version: '1.0.0' } });
    const linked = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/@x/b': { resolved: 'libs/b', link: true } };
    writeFileSync(join(folder, 'package-lock.json'), lock(linked));
    expect(await areDependenciesInstalled(folder)).toBe(false);
    mkdirSync(join(folder, 'node_modules/@x/b'), { recursive: true });
    expect(await areDependenciesInstalled(folder)).toBe(true);
  });

  it('are not when a version differs, one is missing, or the lock file changed since', async () => {
    given({ 'node_modules/a': { version: '0.9.0' } });
    expect(await areDependenciesInstalled(folder)).toBe(false);
    given({});
    expect(await areDependenciesInstalled(folder)).toBe(false);
    given({ 'node_modules/a': { version: '1.0.0' } });
    await areDependenciesInstalled(folder);
    writeFileSync(join(folder, 'package-lock.json'), lock({ 'node_modules/a': { version: '1.1.0' } }));
    expect(await areDependenciesInstalled(folder)).toBe(false);
  });
});

describe('the rate of a download', () => {
  it('counts the last ten seconds and tells how long the rest takes', () => {
    const rate = new TransferRate();
    expect(rate.measure(0, 1000, 0).secondsLeft).toBeNull();
    expect(rate.measure(100, 1000, 1000)).toEqual({ bytesPerSecond: 100, secondsLeft: 9 });
    for (let second = 2; second <= 30; second++) rate.measure(100, 1000, second * 1000);
    expect(rate.measure(100, 1000, 31_000)).toEqual({ bytesPerSecond: 0, secondsLeft: null });
  });
});

describe('sources.json', () => {
  it('names size, hash, licence and place of everything that is fetched', () => {
    const text = readFileSync(join(import.meta.dirname, 'sources.json'), 'utf8');
    const { database, embeddingModel, chatModel } = JSON.parse(text) as Record<string, Record<string, unknown>>;
    const files = [
      ...Object.values(database!['platforms'] as object),
      embeddingModel!['wheel'],
      ...(chatModel!['parts'] as []),
    ];
    expect(files).toHaveLength(26);
    for (const file of files as { size: number; sha256: string }[]) {
      expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(file.size).toBeGreaterThan(1e6);
    }
    for (const source of [database, embeddingModel, chatModel]) {
      expect([typeof source!['licence'], typeof source!['where']]).toEqual(['string', 'string']);
    }
  });

  it('cuts the chat model into parts without a gap', () => {
    const text = readFileSync(join(import.meta.dirname, 'sources.json'), 'utf8');
    const { chatModel } = JSON.parse(text) as {
      chatModel: { size: number; parts: { offset: number; length: number }[] };
    };
    const end = chatModel.parts.reduce((at, { offset, length }) => (offset === at ? at + length : Number.NaN), 0);
    expect(end).toBe(chatModel.size);
  });
});
