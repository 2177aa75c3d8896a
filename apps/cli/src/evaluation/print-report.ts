import { answerMetrics, rankingMetrics, type EvaluationReport, type LanguagePair } from '@onggi/evaluation';
import { printLine, say } from '../output/output.js';
import type { MeasuredRun } from './measured-run.js';

const pairs: readonly LanguagePair[] = ['ko-ko', 'en-en', 'ko-en', 'en-ko'];

/** The report as a table for people, in percent with 95 % intervals. */
export function printReport({ report, differences }: Pick<MeasuredRun, 'report' | 'differences'>): void {
  const { counts } = report;
  printLine(
    say({
      ko: `문서 ${counts.documents}개(거절 ${counts.rejected}) · 질문 ${counts.queries}개 · 실패 ${counts.failed}`,
      en: `${counts.documents} documents (${counts.rejected} rejected) · ${counts.queries} queries · ${counts.failed} failed`,
    }),
  );
  printSection(say({ ko: '검색', en: 'retrieval' }), rankingMetrics, report.retrieval, report, differences);
  if (report.answers) {
    printSection(say({ ko: '답변', en: 'answers' }), answerMetrics, report.answers, report, differences);
  }
  for (const pair of pairs) {
    const means = report.by_language[pair];
    if (!means) continue;
    printLine();
    printLine(`${pair}  (${means.queries})`);
    printLine(`  ${rankingMetrics.map((metric) => `${metric} ${percent(means[metric])}`).join(' · ')}`);
  }
  printLine();
  printLatency(say({ ko: '검색 시간', en: 'search' }), report.latency_ms);
  printLatency(say({ ko: '답변 시간', en: 'answer' }), report.answer_latency_ms);
}

function printSection<Metric extends keyof EvaluationReport['intervals']>(
  name: string,
  metrics: readonly Metric[],
  means: Record<Metric, number | null>,
  { intervals }: EvaluationReport,
  differences: MeasuredRun['differences'],
): void {
  printLine();
  printLine(name);
  for (const metric of metrics) {
    const interval = intervals[metric];
    const difference = differences?.[metric];
    const change = difference
      ? `   ${signed(difference.mean)} [${signed(difference.low)} ${signed(difference.high)}] p ${difference.p.toFixed(3)}`
      : '';
    const range = interval ? `  [${percent(interval[0])} ${percent(interval[1])}]` : '';
    printLine(`  ${metric.padEnd(20)}${percent(means[metric])}${range}${change}`);
  }
}

function printLatency(name: string, latency: EvaluationReport['latency_ms']): void {
  if (latency) printLine(`${name}  p50 ${latency.p50} ms · p95 ${latency.p95} ms`);
}

/** A share in percent, five wide. */
export function percent(value: number | null): string {
  return value === null ? '    –' : (value * 100).toFixed(1).padStart(5);
}

/** A difference of shares in percent points. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;
}
