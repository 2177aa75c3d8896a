import { verdictOf, type JudgedDifference, type QueryScores, type RankingScores } from '@onggi/evaluation';
import { CommandError } from '../client/environment.js';
import { say } from '../output/output.js';
import { readScores } from './measured-run.js';

/** What a change of search must not lose: right passages at all, and right ones in front. */
const judged = ['recall@10', 'mrr@10'] as const;

export type Evidence = Record<(typeof judged)[number], JudgedDifference>;

/**
 * Judges a change by the same questions before and after.
 * @param before, after files that `eval --out` wrote
 * @throws CommandError unless both scores are shown to be not worse
 */
export async function readEvidence(before: string, after: string): Promise<Evidence> {
  const [old, fresh] = [await readScores(before), await readScores(after)];
  const evidence = Object.fromEntries(
    judged.map((metric) => [metric, verdictOf(differences(old, fresh, metric))]),
  ) as Evidence;
  const failing = judged.filter((metric) => !['better', 'not_worse'].includes(evidence[metric].verdict));
  if (failing.length > 0) throw notShown(evidence, failing);
  return evidence;
}

function differences(
  before: readonly QueryScores[],
  after: readonly QueryScores[],
  metric: keyof RankingScores,
): number[] {
  const old = new Map(before.map(({ queryId, retrieval }) => [queryId, retrieval]));
  return after.flatMap(({ queryId, retrieval }) => {
    const was = old.get(queryId);
    return retrieval && was ? [retrieval[metric] - was[metric]] : [];
  });
}

function notShown(evidence: Evidence, failing: readonly (keyof Evidence)[]): CommandError {
  const told = failing.map((metric) => {
    const { verdict, questions, difference } = evidence[metric];
    const change = difference
      ? `${difference.mean.toFixed(3)} [${difference.low.toFixed(3)} ${difference.high.toFixed(3)}]`
      : '–';
    return `${metric} ${verdict} ${change} (${questions})`;
  });
  return new CommandError(
    say({
      ko: `새 집합이 나쁘지 않다는 것이 보이지 않습니다: ${told.join(', ')}`,
      en: `It is not shown that the new set is no worse: ${told.join(', ')}`,
    }),
    say({
      ko: '질문이 더 많은 평가로 다시 재거나 --force 로 바꾸세요.',
      en: 'Measure with more questions, or switch with --force.',
    }),
    'NOT_SHOWN_NO_WORSE',
  );
}
