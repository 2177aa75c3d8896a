import { describe, expect, it } from '@jest/globals';
import { toJob, toJobFile, type JobRow } from './job-view.js';

const row: JobRow = {
  job_id: 'j',
  corpus_id: 'c',
  corpus_key: 'manuals',
  created_at: new Date('2026-11-24T00:00:00Z'),
  received_at: new Date('2026-11-24T00:00:10Z'),
  finished_at: null,
  total: 100,
  published: 30,
  unchanged: 10,
  rejected: 3,
  quarantined: 1,
  processing: 6,
  busiest: 'embedding',
  recent: 60,
  window_seconds: 30,
};

describe('a job as people see it', () => {
  it('says how far it is, how fast, and how long it will take at that rate', () => {
    expect(toJob(row, [])).toMatchObject({
      status: 'running',
      waiting: 50,
      processing: 6,
      stage: { name: 'embedding', done: 44, total: 100 },
      ratePerSecond: 2,
      secondsLeft: 28,
      finishedAt: null,
    });
  });

  it('estimates nothing before the first document ended, or while files still come', () => {
    expect(toJob({ ...row, recent: 0 }, [])).toMatchObject({ ratePerSecond: null, secondsLeft: null });
    expect(toJob({ ...row, received_at: null, busiest: null, processing: 0 }, [])).toMatchObject({
      stage: { name: 'received' },
      secondsLeft: null,
    });
  });

  it('has no stage and no rate when it is finished', () => {
    const finished = { ...row, finished_at: new Date(), processing: 0, busiest: null };
    expect(toJob(finished, [])).toMatchObject({ status: 'finished', stage: null, ratePerSecond: null });
  });
});

describe('a file of a job', () => {
  const file = {
    path: 'a.md',
    document_id: 'd',
    version_id: 'v',
    reason: { code: 'X', message: { ko: '가', en: 'a' }, remedy: { ko: '나', en: 'b' } },
    status: 'processing',
    stage: 'embedding',
    stage_done: 3,
    stage_total: 9,
  } as const;

  it('is at the stage of its version while that is in work', () => {
    const seen = toJobFile({ ...file, outcome: 'accepted' }, 'en');
    expect(seen).toMatchObject({ status: 'processing', stage: { name: 'embedding', done: 3, total: 9 }, reason: null });
    expect(toJobFile({ ...file, outcome: 'accepted', status: 'waiting' }, 'en').status).toBe('waiting');
  });

  it('keeps how it ended, with the reason in the reader’s language, whatever becomes of its version', () => {
    expect(toJobFile({ ...file, outcome: 'rejected' }, 'ko')).toMatchObject({
      status: 'rejected',
      stage: null,
      reason: { code: 'X', message: '가', remedy: '나' },
    });
    expect(toJobFile({ ...file, outcome: 'published' }, 'ko')).toMatchObject({ status: 'published', reason: null });
  });
});
