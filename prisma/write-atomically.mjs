import { mkdir, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A name beside `path` that no other process uses; a killed start leaves it, the next one sweeps it. */
export function temporaryName(path) {
  return join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
}

/** Writes a whole file that is either there complete or not at all, also after a power cut. */
export async function writeAtomically(path, content, mode = 0o644) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  const file = await open(temporary, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
