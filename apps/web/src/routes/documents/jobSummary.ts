import type { Job, JobDocument } from '../../api/types.js';

/** Several jobs as one: an upload of many files is sent in several requests. */
export interface JobsSummary {
  total: number;
  published: number;
  unchanged: number;
  processing: number;
  waiting: number;
  quarantined: number;
  rejected: number;
  isFinished: boolean;
  /** Documents a second; null while nothing is measured. */
  ratePerSecond: number | null;
  /** The jobs run beside each other, so the longest counts. */
  secondsLeft: number | null;
  /** The stage that most of the work is in now. */
  stage: NonNullable<Job['stage']> | null;
  /** Those that want a look first, then those under way, then the rest. */
  documents: JobDocument[];
}

const order: JobDocument['status'][] = ['rejected', 'quarantined', 'processing', 'waiting', 'published', 'unchanged'];
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

/** Adds up what the jobs of an upload say. */
export function summarizeJobs(jobs: readonly Job[]): JobsSummary {
  const count = (name: 'total' | 'published' | 'unchanged' | 'processing' | 'waiting' | 'quarantined' | 'rejected') =>
    sum(jobs.map((job) => job[name]));
  const running = jobs.filter((job) => job.status === 'running');
  const rates = running.map((job) => job.ratePerSecond).filter((rate) => rate !== null);
  const times = running.map((job) => job.secondsLeft).filter((seconds) => seconds !== null);
  return {
    total: count('total'),
    published: count('published'),
    unchanged: count('unchanged'),
    processing: count('processing'),
    waiting: count('waiting'),
    quarantined: count('quarantined'),
    rejected: count('rejected'),
    isFinished: running.length === 0,
    ratePerSecond: rates.length > 0 ? sum(rates) : null,
    secondsLeft: times.length > 0 ? Math.max(...times) : null,
    stage: running.find((job) => job.stage !== null)?.stage ?? null,
    documents: jobs
      .flatMap((job) => job.documents)
      .sort((one, other) => order.indexOf(one.status) - order.indexOf(other.status)),
  };
}
