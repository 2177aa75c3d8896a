import type { LanguagePair, RankingMetric, SchemeComparison, SchemeReport } from '@onggi/evaluation';
import { percent, signed } from '../evaluation/print-report.js';
import { printLine, say } from '../output/output.js';

const metrics: readonly RankingMetric[] = ['hit@1', 'hit@5', 'hit@10', 'mrr@10', 'ndcg@10'];
const pairs: readonly LanguagePair[] = ['ko-ko', 'en-en', 'ko-en', 'en-ko'];
const withInterval: readonly RankingMetric[] = ['hit@1', 'hit@10'];
const nameWidth = 42;

/** Tables for people, in percent: means with 95 % intervals, and the difference of hit@1 with its interval. */
export function printComparison(name: string, { passages, schemes, ablations, agreement }: SchemeComparison): void {
  printLine(`${name}  (${say({ ko: `구절 ${passages}개`, en: `${passages} passages` })})`);
  printTable(schemes);
  if (!ablations) return;
  printLine();
  printLine(`${name}  ${say({ ko: '하나씩 바꾸기', en: 'one part changed each' })}`);
  printTable(ablations);
  if (agreement) {
    const { of, sameFirst, sameTen } = agreement;
    printLine(
      say({
        ko: `API와 같은 첫 문서 ${sameFirst}/${of}, 같은 열 문서 ${sameTen}/${of}`,
        en: `the same first document as the API ${sameFirst}/${of}, the same ten ${sameTen}/${of}`,
      }),
    );
  }
  printLine();
}

function printTable(schemes: readonly SchemeReport[]): void {
  const present = pairs.filter((pair) => schemes.some(({ by_language }) => by_language[pair]));
  const byPair = present.length > 1 ? present : [];
  const heads = [...metrics.map((metric) => metric.padEnd(widthOf(metric))), 'Δ hit@1'.padEnd(24), ...byPair];
  printLine(`${' '.repeat(nameWidth)}${heads.join('  ')}`);
  for (const { name, retrieval, intervals, differences, by_language } of schemes) {
    const cells = metrics.map((metric) => {
      const interval = intervals[metric];
      const range = interval && ` [${percent(interval[0]).trim()} ${percent(interval[1]).trim()}]`;
      return (percent(retrieval[metric]) + (withInterval.includes(metric) ? range : '')).padEnd(widthOf(metric));
    });
    const change = differences?.['hit@1'];
    const difference = change
      ? `${signed(change.mean)} [${signed(change.low)} ${signed(change.high)}] p ${change.p.toFixed(2)}`
      : '';
    const languages = byPair.map((pair) => {
      const means = by_language[pair];
      return means ? `${percent(means['hit@1']).trim()}/${percent(means['hit@10']).trim()}` : '–';
    });
    printLine(`${name.padEnd(nameWidth)}${[...cells, difference.padEnd(24), ...languages].join('  ')}`);
  }
}

function widthOf(metric: RankingMetric): number {
  return withInterval.includes(metric) ? 18 : 7;
}
