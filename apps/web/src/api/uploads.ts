import { errorOf, request, requestHeaders, unreachableError } from './client.js';
import { eventStream } from './eventStream.js';
import type { AccessLabel, Corpus, Job, Language } from './types.js';

/** A file and the path it shall have in the corpus (with its folders). */
export interface UploadFile {
  path: string;
  file: File;
}

export interface UploadTarget {
  corpus: string;
  groups: string[];
  label: AccessLabel;
  source: string;
}

/** Makes a corpus; `key` is the short name that stands in addresses. */
export function createCorpus(corpus: { key: string; name: Record<Language, string> }): Promise<Corpus> {
  return request('/api/v1/corpora', { method: 'POST', body: corpus });
}

/**
 * Sends some files as one job. By XMLHttpRequest, since only that tells how many bytes have left.
 * @param onBytes called with the number of bytes sent so far
 */
export function uploadFiles(target: UploadTarget, files: UploadFile[], onBytes: (sent: number) => void): Promise<Job> {
  const form = new FormData();
  form.set('groups', target.groups.join(','));
  form.set('label', target.label);
  form.set('source', target.source);
  for (const { path, file } of files) {
    form.append('path', path);
    // Not by its name, which may hold what a header cannot: one such file would keep all others out.
    form.append('files', file, 'file');
  }
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', `/api/v1/corpora/${encodeURIComponent(target.corpus)}/documents`);
    for (const [name, value] of Object.entries(requestHeaders('application/json'))) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => onBytes(event.loaded);
    xhr.onerror = () => reject(unreachableError());
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) resolve((JSON.parse(xhr.responseText) as { job: Job }).job);
      else reject(errorOf(xhr.status, xhr.responseText));
    };
    xhr.send(form);
  });
}

/** The job as it is now. */
export function fetchJob(jobId: string, signal?: AbortSignal): Promise<Job> {
  return request(`/api/v1/jobs/${jobId}`, { signal });
}

/** The job on every change, until it is finished. */
export async function* jobEvents(jobId: string, signal: AbortSignal): AsyncGenerator<Job> {
  for await (const event of eventStream(`/api/v1/jobs/${jobId}/events`, { signal })) {
    if (event.name === 'job') yield event.data as Job;
  }
}
