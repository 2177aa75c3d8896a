import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readJson, sha256OfFile, writeAtomically } from './files.mjs';

/**
 * A note beside a large file that says which hash it was found to have, so that a start need not read 1 GB again.
 * It holds only as long as size and modification time are the same; anything else is hashed anew.
 */
const noteOf = (path) => `${path}.verified.json`;

/** Notes that `path` was just found to have this hash, and where it came from ('path', 'hub', 'wheel'). */
export async function noteVerified(path, sha256, source) {
  const { size, mtimeMs } = statSync(path);
  await writeAtomically(noteOf(path), `${JSON.stringify({ sha256, size, mtimeMs, source }, null, 2)}\n`);
}

/** Forgets the note: the file is about to change. */
export async function forgetVerified(path) {
  await rm(noteOf(path), { force: true });
}

/** @returns the note if it still fits the file, else null. */
export function verifiedNote(path) {
  const note = readJson(noteOf(path));
  const found = statSync(path, { throwIfNoEntry: false });
  if (note === null || found === undefined) return null;
  return note.size === found.size && note.mtimeMs === found.mtimeMs ? note : null;
}

/**
 * Whether a file holds exactly the bytes it should.
 * @returns {Promise<boolean>} from the note when it still fits, else by hashing (which renews the note).
 */
export async function isIntact(path, { size, sha256 }) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.size !== size) return false;
  const note = verifiedNote(path);
  if (note?.sha256 === sha256) return true;
  if ((await sha256OfFile(path)) !== sha256) return false;
  await noteVerified(path, sha256, note?.source ?? 'wheel');
  return true;
}
