import { pairedBootstrap, type BootstrapOptions, type PairedDifference } from './bootstrap.js';

/**
 * What a comparison of two runs allows to say:
 * - `better`: surely above the other, the whole interval lies above 0
 * - `worse`: surely below it, the whole interval lies below 0
 * - `not_worse`: the interval holds 0, and at worst the run loses no more than the margin
 * - `too_few_questions`: fewer than 20, or so few that a loss beyond the margin cannot be ruled out
 */
export type Verdict = 'better' | 'not_worse' | 'worse' | 'too_few_questions';

export interface JudgedDifference {
  verdict: Verdict;
  /** Questions compared. */
  questions: number;
  /** Null without a question. */
  difference: PairedDifference | null;
}

export interface VerdictOptions extends BootstrapOptions {
  /** The loss of the mean, from 0 to 1, that counts as none. Default 0.05. */
  margin?: number;
}

/** Below this an interval is too wide to be believed, whatever it says. */
const fewestQuestions = 20;
/**
 * Wide enough that a hundred questions can pass with three gained and three lost, narrow enough that a change which loses
 * every tenth question never does.
 */
const defaultMargin = 0.05;

/**
 * Judges a change by the same questions before and after: a test of non-inferiority on the 95 % interval of the paired
 * bootstrap (Walker and Nowacki, J Gen Intern Med 26(2), 2011). That no difference is seen is not enough for `not_worse`:
 * with few questions none ever is.
 * @param differences one a question: its score after the change less its score before, each score from 0 to 1
 */
export function verdictOf(
  differences: readonly number[],
  { margin = defaultMargin, ...options }: VerdictOptions = {},
): JudgedDifference {
  const questions = differences.length;
  if (questions === 0) return { verdict: 'too_few_questions', questions, difference: null };
  const difference = pairedBootstrap(
    differences,
    differences.map(() => 0),
    options,
  );
  return {
    verdict: questions < fewestQuestions ? 'too_few_questions' : judge(difference, margin),
    questions,
    difference,
  };
}

function judge({ low, high }: PairedDifference, margin: number): Verdict {
  if (low > 0) return 'better';
  if (high < 0) return 'worse';
  return low >= -margin ? 'not_worse' : 'too_few_questions';
}
