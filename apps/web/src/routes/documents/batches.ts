import type { UploadFile } from '../../api/uploads.js';

const mostFiles = 20;
const mostBytes = 50_000_000;

/** Cuts files into requests of at most 20 files or 50 MB, in order; a single larger file goes alone. */
export function batchesOf(files: readonly UploadFile[]): UploadFile[][] {
  const batches: UploadFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = batches.at(-1);
    if (last && last.length < mostFiles && bytes + file.file.size <= mostBytes) {
      last.push(file);
      bytes += file.file.size;
    } else {
      batches.push([file]);
      bytes = file.file.size;
    }
  }
  return batches;
}

/** What a folder brings along that nobody meant to upload: hidden files and those of the operating system. */
export function isMeant(path: string): boolean {
  return !path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}
