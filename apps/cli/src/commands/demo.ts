import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { ApiClient } from '../client/api-client.js';
import { productFolder } from '../client/environment.js';
import { endProgress, printLine, say } from '../output/output.js';
import { waitForJob } from './ingest.js';

interface LocalizedText {
  ko: string;
  en: string;
}

interface DemoDocument {
  path: string;
  corpus: string;
  groups: string[];
  label: string;
  effectiveFrom?: string;
  externalId?: string;
  version?: number;
}

/** deploy/demo/<tenant>/tenant.json */
interface DemoTenant {
  id: string;
  name: LocalizedText;
  groups: { key: string; name: LocalizedText }[];
  corpora: { key: string; name: LocalizedText }[];
  people: {
    email: string;
    name: LocalizedText;
    title: LocalizedText;
    role: string;
    groups: string[];
    label?: string;
  }[];
  experts: ({ key: string } & Record<string, unknown>)[];
  documents: DemoDocument[];
}

const demoFolder = path.join(productFolder, 'deploy', 'demo');

/** `demo load`: brings the demo tenants in through the same doors as anyone's documents. Idempotent. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('the demo tenants')
    .command('load')
    .action(async () => {
      const machine = await ApiClient.machine();
      const { tenants: existing } = await machine.get<{ tenants: { id: string }[] }>('/api/v1/platform/tenants');
      for (const entry of await readdir(demoFolder, { withFileTypes: true })) {
        if (!entry.isDirectory()) continue;
        const tenant = JSON.parse(
          await readFile(path.join(demoFolder, entry.name, 'tenant.json'), 'utf8'),
        ) as DemoTenant;
        if (!existing.some((one) => one.id === tenant.id)) {
          await machine.post('/api/v1/platform/tenants', {
            id: tenant.id,
            nameKo: tenant.name.ko,
            nameEn: tenant.name.en,
          });
        }
        await loadTenant(tenant, path.join(demoFolder, entry.name));
        endProgress();
        printLine(
          say({
            ko: `${tenant.name.ko}: 문서 ${tenant.documents.length}개`,
            en: `${tenant.name.en}: ${tenant.documents.length} documents`,
          }),
        );
      }
    });
}

async function loadTenant(tenant: DemoTenant, folder: string): Promise<void> {
  const admin = await ApiClient.forTenant(
    tenant.id,
    'admin',
    tenant.groups.map((group) => group.key),
    'C',
  );
  await admin.put('/api/v1/people', {
    groups: tenant.groups,
    people: tenant.people.map((person) => ({ ...person, demo: true })),
  });
  for (const corpus of tenant.corpora)
    await admin.put(`/api/v1/corpora/${encodeURIComponent(corpus.key)}`, { name: corpus.name });
  for (const { key, ...expert } of tenant.experts)
    await admin.put(`/api/v1/experts/${encodeURIComponent(key)}`, expert);
  for (const batch of batches(tenant.documents)) await waitForJob(admin, await upload(admin, batch, folder));
}

/** Documents that may go up together: one corpus, one access; versions of one document in order, so the newest is live. */
function batches(documents: readonly DemoDocument[]): DemoDocument[][] {
  const grouped = new Map<string, DemoDocument[]>();
  for (const document of documents) {
    const key = JSON.stringify([document.version ?? 1, document.corpus, [...document.groups].sort(), document.label]);
    grouped.set(key, [...(grouped.get(key) ?? []), document]);
  }
  return [...grouped].sort(([a], [b]) => a.localeCompare(b)).map(([, batch]) => batch);
}

async function upload(admin: ApiClient, batch: readonly DemoDocument[], folder: string): Promise<string> {
  const [first] = batch;
  const form = new FormData();
  form.set('source', 'demo');
  form.set('groups', first?.groups.join(',') ?? '');
  form.set('label', first?.label ?? 'O');
  for (const document of batch) {
    form.append('path', document.path);
    form.append('externalId', document.externalId ?? document.path);
    form.append('effectiveFrom', document.effectiveFrom ?? '');
    form.append('file', await openAsBlob(path.join(folder, 'documents', document.path)), path.basename(document.path));
  }
  const { jobId } = await admin.postForm<{ jobId: string }>(
    `/api/v1/corpora/${encodeURIComponent(first?.corpus ?? '')}/documents`,
    form,
  );
  return jobId;
}
