import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe } from '@jest/globals';
import { FolderOriginalStore } from './folder-original-store.js';
import { itKeepsOriginals } from './original-store-contract.fixture.js';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

describe('originals in a folder', () => {
  itKeepsOriginals(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'onggi-originals-'));
    folders.push(folder);
    return {
      store: new FolderOriginalStore(folder),
      spoolFolder: path.join(folder, '.incoming'),
      tamper: (key, content) => writeFile(path.join(folder, key), content),
    };
  });
});
