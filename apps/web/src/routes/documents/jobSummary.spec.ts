import { describe, expect, it } from '@jest/globals';
import type { Job, JobDocument } from '../../api/types.js';
import { summarizeJobs } from './jobSummary.js';

const document = (path: string, status: JobDocument['status']): JobDocument => ({
  path,
  documentId: null,
  versionId: null,
  status,
  stage: null,
  reason: null,
});
const job = (change: Partial<Job>): Job => ({
  id: 'j',
  corpus: { id: 'c', key: 'c' },
  status: 'running',
  total: 0,
  published: 0,
  rejected: 0,
  quarantined: 0,
  waiting: 0,
  processing: 0,
  unchanged: 0,
  stage: null,
  ratePerSecond: null,
  secondsLeft: null,
  createdAt: '',
  finishedAt: null,
  documents: [],
  ...change,
});

describe('several jobs as one', () => {
  it('adds up counts and rates, and takes the longest time', () => {
    const summary = summarizeJobs([
      job({ total: 20, published: 12, ratePerSecond: 1.5, secondsLeft: 40 }),
      job({ total: 20, published: 3, waiting: 17, ratePerSecond: 0.5, secondsLeft: 90 }),
      job({ total: 8, published: 8, status: 'finished', ratePerSecond: 9, secondsLeft: 0 }),
    ]);
    expect(summary).toMatchObject({
      total: 48,
      published: 23,
      waiting: 17,
      ratePerSecond: 2,
      secondsLeft: 90,
      isFinished: false,
    });
  });

  it('is finished when all of them are', () => {
    expect(summarizeJobs([job({ status: 'finished' }), job({ status: 'finished' })]).isFinished).toBe(true);
  });

  it('puts what wants a look first', () => {
    const summary = summarizeJobs([
      job({ documents: [document('a', 'published'), document('b', 'processing')] }),
      job({ documents: [document('c', 'rejected'), document('d', 'quarantined')] }),
    ]);
    expect(summary.documents.map((one) => one.path)).toEqual(['c', 'd', 'b', 'a']);
  });
});
