import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationSet, SetDocument } from '@onggi/evaluation';
import { patiently } from '../client/patiently.js';
import { wholeJob, type Job, type JobDocument } from '../commands/ingest.js';
import { printLongProgress, say } from '../output/output.js';
import type { EvaluationPlace } from './evaluation-place.js';

/** The documents of a set as Onggi knows them. */
export interface UploadedDocuments {
  /** Onggi's document id → the set's. */
  setIds: ReadonlyMap<string, string>;
  /** Documents that could not be published, by the set's id, with the reason. */
  rejected: { id: string; reason: string }[];
}

const documentsPerUpload = 500;
const bytesPerUpload = 32 * 1024 ** 2;
const pollMs = 1_000;

/** Uploads the documents, each under its id, with its title and language, and waits until all have ended. */
export async function uploadDocuments(
  place: EvaluationPlace,
  set: EvaluationSet,
  signal: AbortSignal,
): Promise<UploadedDocuments> {
  const identities = identitiesOf(set.documents);
  const jobIds: string[] = [];
  let sent = 0;
  for (const batch of batches(set.documents)) {
    // A form that was sent once can be sent again: documents that came are then "unchanged" or awaited.
    jobIds.push(await patiently(signal, () => upload(place, batch, identities)));
    sent += batch.length;
    printLongProgress(
      say({ ko: `문서 올리기 ${sent}/${set.documents.length}`, en: `uploaded ${sent}/${set.documents.length}` }),
    );
  }
  const setIds = new Map<string, string>();
  const rejected: UploadedDocuments['rejected'] = [];
  for (const file of await settled(place, jobIds, set.documents.length, signal)) {
    const document = set.documents[Number.parseInt(file.path, 10) - 1];
    if (!document) continue;
    if (file.documentId !== null) setIds.set(file.documentId, document.id);
    if (file.status !== 'published' && file.status !== 'unchanged') {
      rejected.push({ id: document.id, reason: file.reason?.message ?? file.status });
    }
  }
  return { setIds, rejected };
}

type NumberedDocument = SetDocument & { number: number };

function* batches(documents: readonly SetDocument[]): Generator<NumberedDocument[]> {
  let batch: NumberedDocument[] = [];
  let bytes = 0;
  for (const [index, document] of documents.entries()) {
    const size = Buffer.byteLength(document.text);
    if (batch.length > 0 && (batch.length === documentsPerUpload || bytes + size > bytesPerUpload)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ ...document, number: index + 1 });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function upload(
  { client, corpus }: EvaluationPlace,
  batch: readonly NumberedDocument[],
  identities: ReadonlyMap<string, string>,
): Promise<string> {
  const form = new FormData();
  form.set('source', 'evaluation');
  for (const { id, number, title, text, language } of batch) {
    // The number leads back from the job's file to the document; the set's ids need not be paths.
    const name = `${number}.txt`;
    form.append('path', name);
    form.append('externalId', identities.get(id) ?? id);
    form.append('title', title);
    form.append('language', language);
    form.append('file', new Blob([text], { type: 'text/plain' }), name);
  }
  return (await client.postForm<{ jobId: string }>(`/api/v1/corpora/${corpus}/documents`, form)).jobId;
}

/** Ids as they are; where one could not be told from another as a path, all of them encoded. */
function identitiesOf(documents: readonly SetDocument[]): Map<string, string> {
  const plain = documents.every(
    ({ id }) => /^(?!\.{1,2}$)[\p{L}\p{N} ._:@#+=~-]{1,500}$/u.test(id) && id === id.normalize('NFC'),
  );
  return new Map(documents.map(({ id }) => [id, plain ? id : Buffer.from(id).toString('base64url')]));
}

async function settled(
  { client }: EvaluationPlace,
  jobIds: readonly string[],
  total: number,
  signal: AbortSignal,
): Promise<JobDocument[]> {
  const finished: JobDocument[] = [];
  const began = Date.now();
  for (const [index, jobId] of jobIds.entries()) {
    for (;;) {
      const job = await patiently(signal, () => client.get<Job>(`/api/v1/jobs/${jobId}?first=0`));
      if (job.status === 'finished') break;
      const done = finished.length + job.published + job.unchanged + job.rejected + job.quarantined;
      const rate = (done / (Date.now() - began)) * 1_000;
      printLongProgress(progressText(done, total, rate));
      await sleep(pollMs, undefined, { signal });
    }
    const job = await patiently(signal, () => wholeJob(client, jobId));
    finished.push(...job.documents);
    printLongProgress(
      say({ ko: `올린 묶음 ${index + 1}/${jobIds.length}`, en: `batch ${index + 1}/${jobIds.length}` }),
    );
  }
  return finished;
}

function progressText(done: number, total: number, rate: number): string {
  const left = rate > 0 ? ` · ${Math.ceil((total - done) / rate / 60)} min` : '';
  return say({
    ko: `색인 ${done}/${total} · 초당 ${rate.toFixed(1)}${left}`,
    en: `indexed ${done}/${total} · ${rate.toFixed(1)}/s${left}`,
  });
}
