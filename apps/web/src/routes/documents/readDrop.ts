import type { UploadFile } from '../../api/uploads.js';
import { isMeant } from './batches.js';

/** The files of a picker; a chosen folder brings its paths along. */
export function filesOfPicker(list: FileList): UploadFile[] {
  return [...list]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => isMeant(path));
}

/** All files of a drop, folders walked through, with their paths. Must be called while the drop event is handled. */
export async function filesOfDrop(transfer: DataTransfer): Promise<UploadFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = await Promise.all(entries.map(filesOfEntry));
  return files.flat().filter(({ path }) => isMeant(path));
}

async function filesOfEntry(entry: FileSystemEntry): Promise<UploadFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // A reader gives at most 100 entries a call and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    children.push(...some);
  }
  const files = await Promise.all(children.map(filesOfEntry));
  return files.flat();
}
