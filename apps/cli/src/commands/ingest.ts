import { openAsBlob } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { CommandError, resolveTyped } from '../client/environment.js';
import { commaList, endProgress, printJson, printLine, printProgress, say } from '../output/output.js';

interface IngestOptions {
  tenant: string;
  corpus: string;
  groups?: string;
  label?: string;
  source?: string;
  wait?: boolean;
  json?: boolean;
}

export interface JobDocument {
  path: string;
  documentId: string | null;
  status: string;
  reason: { code: string; message: string; remedy: string } | null;
}

export interface Job {
  id: string;
  status: 'running' | 'finished';
  total: number;
  published: number;
  unchanged: number;
  rejected: number;
  quarantined: number;
  ratePerSecond: number | null;
  secondsLeft: number | null;
  documents: JobDocument[];
}

interface FileToSend {
  absolute: Buffer;
  relative: string;
}

const pollMs = 500;
const pageSize = 1_000;

/** `ingest PATH… --tenant T --corpus C [--groups a,b] [--source NAME] [--wait] [--json]` */
export function addIngestCommand(program: Command): void {
  program
    .command('ingest')
    .argument('<paths...>', 'files or folders; a document is known by its path relative to PATH')
    .requiredOption('--tenant <id>')
    .requiredOption('--corpus <key>', 'made when it does not exist')
    .option('--groups <keys>', 'who may read; default: everyone')
    .option('--label <label>', 'O, S or C')
    .option('--source <name>', "default: PATH's base name")
    .option('--wait', 'until every document is published, rejected or quarantined')
    .option('--json', 'print JSON')
    .action(async (paths: string[], options: IngestOptions) => {
      const client = await ApiClient.forTenant(options.tenant, 'curator', commaList(options.groups), 'C');
      const jobs: Job[] = [];
      for (const given of paths) jobs.push(await ingestPath(client, given, options));
      endProgress();
      const documents = jobs.flatMap((job) =>
        job.documents.map(({ path: name, documentId, status, reason }) => ({ path: name, documentId, status, reason })),
      );
      if (options.json) printJson({ jobId: jobs[0]?.id ?? null, documents });
      else printSummary(documents);
    });
}

async function ingestPath(client: ApiClient, given: string, options: IngestOptions): Promise<Job> {
  const root = resolveTyped(given);
  const files = await filesUnder(root, given);
  const form = new FormData();
  form.set('source', options.source ?? path.basename(root));
  if (options.groups !== undefined) form.set('groups', options.groups);
  if (options.label !== undefined) form.set('label', options.label);
  form.set('createCorpus', 'true');
  for (const file of files) {
    form.append('path', file.relative);
    // Not by its name, which may hold what a header cannot: one such file would keep all others out.
    form.append('file', await openAsBlob(file.absolute), 'file');
  }
  printProgress(say({ ko: `파일 ${files.length}개를 올리고 있습니다`, en: `Uploading ${files.length} files` }));
  const { jobId } = await client.postForm<{ jobId: string }>(
    `/api/v1/corpora/${encodeURIComponent(options.corpus)}/documents`,
    form,
  );
  if (options.wait) await waitForJob(client, jobId);
  return wholeJob(client, jobId);
}

/** Polls until the job is finished, through restarts of the api. */
export async function waitForJob(client: ApiClient, jobId: string): Promise<void> {
  for (;;) {
    const job = await client.getPatiently<Job>(`/api/v1/jobs/${jobId}?first=1`);
    if (job.status === 'finished') return;
    const done = job.published + job.unchanged + job.rejected + job.quarantined;
    const rate = job.ratePerSecond === null ? '' : ` · ${job.ratePerSecond.toFixed(1)}/s`;
    const left = job.secondsLeft === null ? '' : ` · ${Math.ceil(job.secondsLeft)} s`;
    printProgress(`${done}/${job.total}${rate}${left}`);
    await sleep(pollMs);
  }
}

/** The job with all its files. */
export async function wholeJob(client: ApiClient, jobId: string): Promise<Job> {
  const job = await client.getPatiently<Job>(`/api/v1/jobs/${jobId}?first=${pageSize}`);
  while (job.documents.length < job.total) {
    const page = await client.getPatiently<Job>(
      `/api/v1/jobs/${jobId}?first=${pageSize}&after=${job.documents.length}`,
    );
    if (page.documents.length === 0) break;
    job.documents.push(...page.documents);
  }
  return job;
}

async function filesUnder(root: string, given: string): Promise<FileToSend[]> {
  const found = await stat(root).catch(() => undefined);
  if (!found) {
    throw new CommandError(
      say({ ko: `'${given}' 경로가 없습니다.`, en: `There is no '${given}'.` }),
      say({
        ko: '경로를 확인하세요. 명령을 친 폴더를 기준으로 합니다.',
        en: 'Check the path; it is relative to where the command was typed.',
      }),
      'PATH_NOT_FOUND',
    );
  }
  if (!found.isDirectory()) return [{ absolute: Buffer.from(root), relative: path.basename(root) }];
  const files = await filesIn(Buffer.from(root), '');
  return files.sort((left, right) => (left.relative < right.relative ? -1 : 1));
}

/** Names are read as bytes: one that is no UTF-8, from an old Korean system, could not be opened by its text. */
async function filesIn(folder: Buffer, prefix: string): Promise<FileToSend[]> {
  const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  const found = await Promise.all(
    entries.map(async (entry) => {
      const absolute = Buffer.concat([folder, Buffer.from(path.sep), entry.name]);
      const relative = `${prefix}${nameOf(entry.name)}`;
      if (entry.isDirectory()) return filesIn(absolute, `${relative}/`);
      return entry.isFile() ? [{ absolute, relative }] : [];
    }),
  );
  return found.flat();
}

function nameOf(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'euc-kr']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding: the next guess follows.
    }
  }
  return bytes.toString('latin1');
}

function printSummary(documents: readonly JobDocument[]): void {
  const counts = new Map<string, number>();
  for (const document of documents) counts.set(document.status, (counts.get(document.status) ?? 0) + 1);
  printLine([...counts].map(([status, count]) => `${status} ${count}`).join(' · '));
  for (const document of documents)
    if (document.reason) printLine(`${document.path}: ${document.reason.message} ${document.reason.remedy}`);
}
