import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartError } from './failures.mjs';
import { writeAtomically } from './files.mjs';
import { TarError, tarFiles } from './untar.mjs';
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
 * @throws {StartError} HASH_MISMATCH  @throws {TarError} the archive is not what it was
 */
export async function extractMorphology(archive, folder, { sdist, files }) {
  const wanted = new Map(files.map((file) => [`${sdist.folder}${file.name}`, file]));
  for await (const { name, content } of tarFiles(archive, (each) => wanted.has(each))) {
    const { sha256 } = wanted.get(name);
    const found = createHash('sha256').update(content).digest('hex');
    if (found !== sha256) throw new StartError('HASH_MISMATCH', { what: name, expected: sha256, found });
    const path = join(folder, basename(name));
    await forgetVerified(path);
    await writeAtomically(path, content);
    await noteVerified(path, sha256, 'wheel');
    wanted.delete(name);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw new TarError(`${archive} has no ${missing}`);
}
