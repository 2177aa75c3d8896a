import { measureAnswers } from './answers.js';
import { measureFirstSentence } from './first-sentence.js';
import { measureIngestion } from './ingestion.js';
import { runModule } from './run-module.js';
import { embeddedDatabaseUrl } from './embedded-database-url.js';

/** Name → measurement. Each prints figures of ours and of a named peer or limit from the same run, and their ratio. */
export const benchmarks: ReadonlyMap<string, () => Promise<unknown>> = new Map([
  // The model server against bare onnxruntime-node on the same graph and cores.
  ['embedding', () => runModule('apps/inference/dist/bench/embedding-throughput.js')],
  // Hybrid search with rights, texts and audit row against a bare pgvector query on the same vectors.
  [
    'search',
    async () => runModule('libs/retrieval/dist/bench/search-bench.js', { DATABASE_URL: await embeddedDatabaseUrl() }),
  ],
  // Searches and writes with the chain of the audit trail against the same without it.
  [
    'audit',
    async () => runModule('libs/retrieval/dist/bench/audit-bench.js', { DATABASE_URL: await embeddedDatabaseUrl() }),
  ],
  // A read by primary key through TenantDb against the same read in a bare transaction.
  [
    'tenancy',
    async () => runModule('libs/tenancy/dist/bench/tenancy-bench.js', { DATABASE_URL: await embeddedDatabaseUrl() }),
  ],
  // Files to published passages against embedding the same passages and nothing else.
  ['ingestion', measureIngestion],
  // The first sentence of an answer on an idle machine and while documents are ingested.
  ['first-sentence', measureFirstSentence],
  // Questions over the demo documents: right answers and abstentions.
  ['answers', measureAnswers],
]);
