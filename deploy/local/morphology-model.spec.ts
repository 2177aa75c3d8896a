import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { extractMorphology, isMorphologyIntact } from './morphology-model.mjs';
import { fetchWheel } from './pip.mjs';

jest.setTimeout(60_000);

const fileName = 'onggi_example_model-1.0.tar.gz';
/** A source distribution that builds with nothing but itself, and whose code leaves a mark when it is run. */
const makeDistribution = `
import io, sys, tarfile
backend = """
import os
open(os.environ['ONGGI_SPEC_MARK'], 'w').close()
def get_requires_for_build_wheel(settings=None): return []
def prepare_metadata_for_build_wheel(folder, settings=None):
    os.mkdir(folder + '/onggi_example_model-1.0.dist-info')
    with open(folder + '/onggi_example_model-1.0.dist-info/METADATA', 'w') as out:
        out.write('Metadata-Version: 2.1\\\\nName: onggi-example-model\\\\nVersion: 1.0\\\\n')
    return 'onggi_example_model-1.0.dist-info'
"""
files = {
    'pyproject.toml': '[build-system]\\nrequires = []\\nbuild-backend = "backend"\\nbackend-path = ["."]\\n',
    'backend.py': backend,
    'PKG-INFO': 'Metadata-Version: 2.1\\nName: onggi-example-model\\nVersion: 1.0\\n',
    'model/words.dict': '펌프\\n' * 20000,
    'model/left-out.dict': 'x' * 700,
    'model/empty.dict': '',
}
with tarfile.open(sys.argv[1], 'w:gz') as archive:
    for name, text in files.items():
        content = text.encode()
        info = tarfile.TarInfo('onggi_example_model-1.0/' + name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
`;

const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
const words = '펌프\n'.repeat(20_000);
const model = {
  sdist: { folder: 'onggi_example_model-1.0/model/' },
  files: [
    { name: 'words.dict', size: Buffer.byteLength(words), sha256: digest(words) },
    { name: 'empty.dict', size: 0, sha256: digest('') },
  ],
};

let root: string;
let archive: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'onggi-sdist-'));
  mkdirSync(join(root, 'index'));
  archive = join(root, 'index', fileName);
  expect(spawnSync('python3', ['-c', makeDistribution, archive]).status).toBe(0);
});
afterAll(() => rmSync(root, { recursive: true }));

function fetchInto(name: string, sha256: string) {
  const folder = join(root, name);
  mkdirSync(folder);
  const mark = join(root, `${name}.mark`);
  const distribution = { distribution: 'onggi-example-model', version: '1.0', fileName, sha256, size: 1 };
  const fetched = fetchWheel(distribution, {
    folder,
    environment: { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: join(root, 'index'), ONGGI_SPEC_MARK: mark },
    abort: new AbortController().signal,
    onBytes: () => {},
    onDamaged: () => {},
  });
  return { fetched, folder, wasRun: () => readdirSync(root).includes(`${name}.mark`) };
}

describe('fetching a source distribution', () => {
  it('keeps the file as it was published', async () => {
    const { fetched, folder } = fetchInto('good', digest(readFileSync(archive)));
    expect(await fetched).toBe(join(folder, fileName));
    expect(readFileSync(join(folder, fileName))).toEqual(readFileSync(archive));
  });

  it('runs nothing of one with another hash', async () => {
    const { fetched, wasRun } = fetchInto('bad', '0'.repeat(64));
    await expect(fetched).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
    expect(wasRun()).toBe(false);
  });
});

describe('the model in a source distribution', () => {
  it('is taken out, what is not needed left', async () => {
    const folder = join(root, 'model');
    await extractMorphology(archive, folder, model);
    expect(readdirSync(folder).filter((name) => name.endsWith('.dict'))).toEqual(['empty.dict', 'words.dict']);
    expect(readFileSync(join(folder, 'words.dict'), 'utf8')).toBe(words);
    expect(await isMorphologyIntact(folder, model)).toBe(true);
  });

  it('is known to be damaged', async () => {
    writeFileSync(join(root, 'model', 'words.dict'), words.replace('펌', '폄'));
    expect(await isMorphologyIntact(join(root, 'model'), model)).toBe(false);
  });

  it('is refused when a file has another hash, is missing, or the archive is cut off', async () => {
    const folder = join(root, 'refused');
    const other = { ...model, files: [{ ...model.files[0], sha256: '0'.repeat(64) }] };
    await expect(extractMorphology(archive, folder, other)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    const more = { ...model, files: [{ name: 'more.dict', size: 1, sha256: digest('x') }] };
    await expect(extractMorphology(archive, folder, more)).rejects.toThrow(/has no .*more\.dict/);
    const cut = join(root, 'cut.tar.gz');
    writeFileSync(cut, readFileSync(archive));
    truncateSync(cut, 300);
    await expect(extractMorphology(cut, folder, model)).rejects.toThrow();
  });
});
