import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ComparisonRequest, EvaluationSet, SchemeComparison } from '@onggi/evaluation';
import { modelServerUrl } from '../client/environment.js';
import type { EvaluationPlace } from '../evaluation/evaluation-place.js';
import { inPlace } from '../evaluation/in-place.js';
import { askSet, ingestSet } from '../evaluation/measured-run.js';
import { printLongProgress, say } from '../output/output.js';
import { embeddedDatabaseUrl, productDatabase } from './embedded-database-url.js';
import { runModule } from './run-module.js';

/** What is compared with others. */
const product = 'Onggi';
const reranked = 'Onggi, reranked';

/**
 * Ingests a set into a tenant of its own, asks its questions, and ranks them by other schemes on the same passages.
 * @param folder of the set
 */
export async function compareRetrieval(
  folder: string,
  set: EvaluationSet,
  options: { ablations: boolean },
): Promise<SchemeComparison> {
  const databaseUrl = await embeddedDatabaseUrl(productDatabase);
  return inPlace(undefined, async (place, signal) => {
    const { setIds } = await ingestSet(place, set, signal);
    const run = { retrievalOnly: true, setIds, signal };
    const runs = [{ name: product, ...(await askSet(place, set, run)) }];
    if (options.ablations) runs.push({ name: reranked, ...(await askSet(place, set, { ...run, rerank: true })) });
    printLongProgress(say({ ko: '다른 방식으로 순위 매기는 중', en: 'ranking by other schemes' }));
    return ranked(place, databaseUrl, {
      ...options,
      folder,
      setIds: [...setIds],
      runs: runs.map(({ name, outcomes }) => ({ name, outcomes })),
      modelServer: modelServerUrl,
    });
  });
}

async function ranked(
  { tenant, corpus }: EvaluationPlace,
  databaseUrl: string,
  request: Omit<ComparisonRequest, 'tenant' | 'corpus'>,
): Promise<SchemeComparison> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'onggi-comparison-'));
  try {
    const file = path.join(scratch, 'request.json');
    await writeFile(file, JSON.stringify({ ...request, tenant, corpus }));
    const program = 'libs/evaluation/dist/comparison/compare-schemes.js';
    return (await runModule(program, { DATABASE_URL: databaseUrl }, [file])) as SchemeComparison;
  } finally {
    await rm(scratch, { recursive: true });
  }
}
