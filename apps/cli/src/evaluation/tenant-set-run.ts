import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationReport, JudgedDifference, PairedDifference, Verdict } from '@onggi/evaluation';
import { ApiClient } from '../client/api-client.js';
import { CommandError } from '../client/environment.js';
import { patiently } from '../client/patiently.js';
import { printLine, printLongProgress, say } from '../output/output.js';

/** What is to be measured of a tenant's own set. */
export interface TenantSetOptions {
  tenant: string;
  set: string;
  groups: readonly string[];
  version?: number;
  expert?: string;
  retrievalOnly: boolean;
  /** Id of another run of the set. */
  compare?: string;
}

interface Run {
  id: string;
  set: { key: string };
  version: number;
  status: 'waiting' | 'running' | 'finished' | 'failed' | 'cancelled';
  done: number;
  total: number;
  report: EvaluationReport | null;
  error: { code: string; message: string; remedy: string } | null;
}

interface Comparison {
  questions: number;
  metrics: Partial<Record<string, JudgedDifference>>;
  settings: { setting: string; run: unknown; other: unknown }[];
  changed: { text: string; scores: Record<string, { run: number; other: number }> }[];
}

/** A tenant's own set, measured by the worker. */
export interface TenantSetRun {
  run: { id: string; set: string; version: number };
  report: EvaluationReport;
  differences?: Partial<Record<string, PairedDifference>>;
  comparison?: Comparison;
}

const pollMs = 1_000;
const shownChanges = 10;

/** Starts a run, waits for it, and cancels it when the signal aborts. @throws CommandError */
export async function measureTenantSet(options: TenantSetOptions, signal: AbortSignal): Promise<TenantSetRun> {
  const client = await ApiClient.forTenant(options.tenant, 'curator', options.groups);
  const { set, version, expert, retrievalOnly, compare } = options;
  const started = await client.post<Run>('/api/v1/evaluation-runs', {
    set,
    answers: !retrievalOnly,
    ...(version === undefined ? {} : { version }),
    ...(expert === undefined ? {} : { expert }),
  });
  const report = await finishedReport(client, started, signal);
  const run = { id: started.id, set: started.set.key, version: started.version };
  if (compare === undefined) return { run, report };
  const comparison = await client.get<Comparison>(
    `/api/v1/evaluation-runs/${run.id}/comparison?with=${encodeURIComponent(compare)}`,
  );
  return { run, report, comparison, differences: differencesOf(comparison) };
}

async function finishedReport(client: ApiClient, { id }: Run, signal: AbortSignal): Promise<EvaluationReport> {
  try {
    for (;;) {
      const run = await patiently(signal, () => client.get<Run>(`/api/v1/evaluation-runs/${id}`));
      if (run.report) return run.report;
      if (run.status === 'failed' && run.error) {
        throw new CommandError(run.error.message, run.error.remedy, run.error.code);
      }
      if (run.status === 'cancelled') throw runCancelled();
      printLongProgress(say({ ko: `질문 ${run.done}/${run.total}`, en: `${run.done}/${run.total} queries` }));
      await sleep(pollMs, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    await client.post(`/api/v1/evaluation-runs/${id}/cancel`, {});
    throw signal.reason;
  }
}

/** What an interrupted run is told as. */
export function runCancelled(): CommandError {
  return new CommandError(say({ ko: '측정을 취소했습니다.', en: 'The run was cancelled.' }), '', 'INTERRUPTED');
}

function differencesOf({ metrics }: Comparison): Partial<Record<string, PairedDifference>> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([metric, judged]) => (judged?.difference ? [[metric, judged.difference]] : [])),
  );
}

const verdicts: Record<Verdict, { ko: string; en: string }> = {
  better: { ko: '나아짐', en: 'better' },
  not_worse: { ko: '나빠지지 않음', en: 'not worse' },
  worse: { ko: '나빠짐', en: 'worse' },
  too_few_questions: { ko: '질문이 적어 알 수 없음', en: 'too few questions to tell' },
};

/** Verdicts by metric, what of the configuration differs, and the questions that changed most, those that lost first. */
export function printComparison({ questions, metrics, settings, changed }: Comparison): void {
  printLine();
  printLine(say({ ko: `비교 (질문 ${questions}개)`, en: `comparison (${questions} questions)` }));
  for (const [metric, judged] of Object.entries(metrics)) {
    if (judged) printLine(`  ${metric.padEnd(20)}${say(verdicts[judged.verdict])}`);
  }
  for (const { setting, run, other } of settings) {
    printLine(`  ${setting}: ${JSON.stringify(other)} → ${JSON.stringify(run)}`);
  }
  for (const { text, scores } of changed.slice(0, shownChanges)) {
    const changes = Object.entries(scores).map(([metric, { run, other }]) => `${metric} ${short(other)}→${short(run)}`);
    printLine(`  · ${text}  ${changes.join(', ')}`);
  }
  if (changed.length > shownChanges) printLine('  …');
}

function short(value: number): string {
  return value.toFixed(2).replace(/\.?0+$/, '');
}
