import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { beginAttempt, StaleAttemptError } from '@onggi/corpus';
import { ModelUnavailableError } from '@onggi/models';
import { DatabaseUnavailableError, newId } from '@onggi/platform';
import { serviceContext } from '@onggi/tenancy';
import { IngestionWorld, textFile } from '../ingestion.fixture.js';
import { recover } from './recovery.js';

jest.setTimeout(60_000);

let world: IngestionWorld;
beforeAll(async () => {
  world = await IngestionWorld.create();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.embedder.before = async () => {};
  await world.work();
});

const manual = (topic: string) => `# ${topic}\n\n${topic} is replaced every 500 hours.\n`;
const never = new AbortController().signal;
const runOf = (versionId: string, signal = never) => ({
  context: serviceContext('alpha', 'ingest-version'),
  payload: { versionId },
  attempt: 1,
  signal,
});

const jobOf = (jobId: string) => world.jobs.view(world.curator(), jobId, 'en');

async function uploadOne(name: string, text = manual(name)): Promise<string> {
  await world.upload([textFile(name, text)]);
  for (let job = await world.takeJob(); job; job = await world.takeJob()) {
    if (job.task === 'ingest-version') return String(job.payload['versionId']);
  }
  throw new Error('The upload queued no job.');
}

const stateOf = async (versionId: string) =>
  (
    await world.admin.query('SELECT status, live, attempt FROM onggi.document_version WHERE version_id = $1', [
      versionId,
    ])
  ).rows[0];

describe('publishing a version', () => {
  it('shows readers either all chunks or none, also when the worker dies between staging and publishing', async () => {
    const long = Array.from({ length: 300 }, (_, n) => `## Part ${n}\n\n${`Word${n} `.repeat(200)}`).join('\n\n');
    const versionId = await uploadOne('long.md', long);
    let calls = 0;
    world.embedder.before = async () => {
      if (++calls === 18) throw new Error('killed');
    };
    const death = new AbortController();
    const dying = world.ingestVersion.run(runOf(versionId, death.signal));
    const watch = (async () => {
      while (calls < 18) await new Promise((resolve) => setTimeout(resolve, 5));
      death.abort(new Error('killed'));
    })();
    await expect(Promise.all([dying, watch])).rejects.toThrow();
    expect(await stateOf(versionId)).toMatchObject({ status: 'processing', live: false });
    expect(await world.count('onggi.chunk WHERE version_id = $1', [versionId])).toBeGreaterThan(0);
    expect(await world.count('onggi.document_content WHERE version_id = $1', [versionId])).toBe(0);

    world.embedder.before = async () => {};
    await world.newWorker().run(runOf(versionId));
    expect(await stateOf(versionId)).toMatchObject({ status: 'published', live: true, attempt: 2 });
    expect(
      await world.count(
        'onggi.document_version WHERE version_id = $1 AND chunk_count = (SELECT count(*) FROM onggi.chunk c WHERE c.version_id = $1)',
        [versionId],
      ),
    ).toBe(1);
  });

  it('belongs to the newest attempt: a slower one publishes nothing', async () => {
    const versionId = await uploadOne('fenced.md');
    let release = () => {};
    let reached = () => {};
    const inside = new Promise<void>((resolve) => (reached = resolve));
    world.embedder.before = () => {
      reached();
      return new Promise((resolve) => (release = resolve));
    };
    const slow = world.ingestVersion.run(runOf(versionId));
    await inside;
    const letGo = release;
    world.embedder.before = async () => {};
    await world.newWorker().run(runOf(versionId));
    letGo();
    await expect(slow).rejects.toBeInstanceOf(StaleAttemptError);
    expect(await stateOf(versionId)).toMatchObject({ status: 'published', attempt: 2 });
  });

  it('waits while the model is away, and fails nothing', async () => {
    const versionId = await uploadOne('away.md');
    let calls = 0;
    world.embedder.before = async () => {
      if (++calls < 3) throw new ModelUnavailableError('spec', undefined);
    };
    await world.ingestVersion.run(runOf(versionId));
    expect(await stateOf(versionId)).toMatchObject({ status: 'published', attempt: 1 });
  });

  it('begins anew when the database was away', async () => {
    const versionId = await uploadOne('restart.md');
    let calls = 0;
    world.embedder.before = async () => {
      if (++calls === 1) throw new DatabaseUnavailableError('spec');
    };
    await world.ingestVersion.run(runOf(versionId));
    expect(await stateOf(versionId)).toMatchObject({ status: 'published' });
  });

  it('is given up with a reason when the same fault comes again and again', async () => {
    const jobId = await world.upload([textFile('fault.md', manual('The fault'))]);
    world.embedder.before = async () => {
      throw new RangeError('of its own');
    };
    await world.work();
    const job = await jobOf(jobId);
    expect(job).toMatchObject({ status: 'finished', quarantined: 1 });
    expect(job.documents[0]?.reason?.code).toBe('PROCESSING_FAILED');
  });
});

describe('a file that brings the worker down each time it is read', () => {
  it('is set aside after many deaths, which a series of restarts does not reach', async () => {
    const versionId = await uploadOne('killer.md');
    const die = () =>
      world.database.run(serviceContext('alpha', 'spec'), (transaction) => beginAttempt(transaction, versionId));
    for (let death = 0; death < 12; death++) await die();
    await world.ingestVersion.run(runOf(versionId));
    expect(await stateOf(versionId)).toMatchObject({ status: 'published' });

    const killer = await uploadOne('killer-2.md');
    await world.admin.query('UPDATE onggi.document_version SET died_parsing = 12 WHERE version_id = $1', [killer]);
    await world.ingestVersion.run(runOf(killer));
    const { rows } = await world.admin.query(
      `SELECT status, reason ->> 'code' AS code FROM onggi.document_version WHERE version_id = $1`,
      [killer],
    );
    expect(rows).toEqual([{ status: 'quarantined', code: 'PARSER_CRASHED' }]);
  });
});

describe('recovery', () => {
  it('queues again what no job will process', async () => {
    const versionId = await uploadOne('lost.md');
    await world.admin.query(
      `UPDATE onggi.document_version SET updated_at = now() - interval '1 minute' WHERE version_id = $1`,
      [versionId],
    );
    expect(await recover(world.database, serviceContext('alpha', 'recovery'))).toMatchObject({ versions: 1 });
    expect(await recover(world.database, serviceContext('alpha', 'recovery'))).toMatchObject({ versions: 0 });
    await world.work();
    expect(await stateOf(versionId)).toMatchObject({ status: 'published' });
  });

  it('closes the job of an upload whose process died, and finishes it', async () => {
    const jobId = await world.ingest([textFile('orphan.md', manual('The orphan'))]);
    await world.admin.query('UPDATE onggi.ingestion_job SET received_at = NULL, finished_at = NULL WHERE job_id = $1', [
      jobId,
    ]);
    expect(await recover(world.database, serviceContext('alpha', 'recovery'))).toMatchObject({ sealedJobs: 0 });
    await world.admin.query('UPDATE onggi.ingestion_job SET receiver = $2 WHERE job_id = $1', [jobId, newId()]);
    expect(await recover(world.database, serviceContext('alpha', 'recovery'))).toMatchObject({ sealedJobs: 1 });
    await world.work();
    expect(await jobOf(jobId)).toMatchObject({ status: 'finished', published: 1 });
  });
});

describe('morphemes', () => {
  const analyzersOf = async (versionId: string) =>
    (
      await world.admin.query('SELECT DISTINCT analyzer FROM onggi.chunk_lexical WHERE version_id = $1', [versionId])
    ).rows.map((row) => row.analyzer);

  it('go into the index with the name of who found them', async () => {
    const versionId = await uploadOne('korean.md', manual('배수 필터'));
    await world.ingestVersion.run(runOf(versionId));
    expect(await analyzersOf(versionId)).toEqual(['blanks-1']);
  });

  it('are done without while there is no analyzer', async () => {
    world.analyzer.isAway = true;
    const versionId = await uploadOne('plain.md', manual('진공 펌프'));
    await world.ingestVersion.run(runOf(versionId));
    world.analyzer.isAway = false;
    expect(await stateOf(versionId)).toMatchObject({ status: 'published', live: true });
    expect(await analyzersOf(versionId)).toEqual(['']);
  });
});
