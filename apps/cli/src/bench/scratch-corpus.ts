import { ApiClient } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import type { Job } from '../commands/ingest.js';

/** The tenant that measurements leave their documents in; it is made once. */
const tenant = 'bench';

/** A caller who may upload to the tenant of measurements. */
export async function benchClient(): Promise<ApiClient> {
  const machine = await ApiClient.machine();
  const { tenants } = await machine.get<{ tenants: { id: string }[] }>('/api/v1/platform/tenants');
  if (!tenants.some((one) => one.id === tenant)) await machine.post('/api/v1/platform/tenants', { id: tenant });
  return ApiClient.forTenant(tenant, 'curator', []);
}

/** So many that a page is one passage: what is embedded alone and what is ingested are then the same texts. */
const stepCount = 5;

/** Short manual pages in both languages, no two alike, so that nothing is "unchanged". */
export function manualPages(count: number): Map<string, string> {
  const run = Date.now().toString(36);
  return new Map(
    Array.from({ length: count }, (_, index) => [
      `page-${index}.md`,
      index % 2 === 0 ? koreanPage(run, index) : englishPage(run, index),
    ]),
  );
}

function koreanPage(run: string, index: number): string {
  const steps = Array.from(
    { length: stepCount },
    (_, step) =>
      `${step + 1}. ${index}번 설비의 ${step + 3}번 밸브를 ${(index * 7 + step * 13) % 90}도 돌린 뒤 압력이 ${(index + step) % 40}.${step} bar에 이르는지 확인하고 기록지에 적습니다.`,
  );
  return `# 설비 ${run}-${index} 점검 절차\n\n이 절차는 설비 ${run}-${index}의 정기 점검에 씁니다.\n\n${steps.join('\n')}\n`;
}

function englishPage(run: string, index: number): string {
  const steps = Array.from(
    { length: stepCount },
    (_, step) =>
      `${step + 1}. Turn valve ${step + 3} of unit ${index} by ${(index * 7 + step * 13) % 90} degrees, check that the pressure reaches ${(index + step) % 40}.${step} bar and write it on the record sheet.`,
  );
  return `# Inspection of unit ${run}-${index}\n\nUse this procedure for the regular inspection of unit ${run}-${index}.\n\n${steps.join('\n')}\n`;
}

export async function startUpload(client: ApiClient, pages: ReadonlyMap<string, string>): Promise<string> {
  const form = new FormData();
  form.set('source', `bench-${Date.now().toString(36)}`);
  form.set('createCorpus', 'true');
  for (const [path, text] of pages) {
    form.append('path', path);
    form.append('file', new Blob([text], { type: 'text/markdown' }), path);
  }
  return (await client.postForm<{ jobId: string }>('/api/v1/corpora/bench/documents', form)).jobId;
}

/** @throws CommandError unless every document was published: a faster failure is no speed */
export function assertAllPublished(job: Job): void {
  if (job.published === job.total) return;
  throw new CommandError(
    `Only ${job.published} of ${job.total} documents were published.`,
    'See the job in the documents page.',
    'BENCH_INCOMPLETE',
  );
}
