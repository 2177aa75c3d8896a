import { mean, quantile } from './summary-statistics.js';
import { seededRandom } from './random.js';

/** A mean with its 95 % interval. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
}

/** How much a run is above another on the same queries. */
export interface PairedDifference extends Interval {
  /** Two-sided: how likely a difference as large is if the runs are equally good. */
  p: number;
}

export interface BootstrapOptions {
  /** Default 2,000. */
  resamples?: number;
  /** The same seed gives the same interval. Default 1. */
  seed?: number;
}

const defaultResamples = 2_000;

/**
 * The mean over queries and the interval that 95 % of the means of resampled queries lie in (percentile bootstrap: Efron
 * and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13).
 * @param values one a query; not empty
 */
export function bootstrapInterval(values: readonly number[], options: BootstrapOptions = {}): Interval {
  const means = resampledMeans(values, options).sort((left, right) => left - right);
  return { mean: mean(values), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}

/**
 * Compares two runs query by query (paired bootstrap: Sakai, SIGIR 2006): the mean difference with its interval, and the
 * share of resampled means that lie as far from the mean difference as that lies from 0.
 * @param run one value a query
 * @param other the other run's values of the same queries, in the same order
 */
export function pairedBootstrap(
  run: readonly number[],
  other: readonly number[],
  options: BootstrapOptions = {},
): PairedDifference {
  if (run.length !== other.length) throw new RangeError('Runs are compared on the same queries.');
  const differences = run.map((value, index) => value - (other[index] ?? 0));
  const means = resampledMeans(differences, options).sort((left, right) => left - right);
  const difference = mean(differences);
  const asFar = means.filter((each) => Math.abs(each - difference) >= Math.abs(difference)).length;
  return {
    mean: difference,
    low: quantile(means, 0.025),
    high: quantile(means, 0.975),
    p: asFar / means.length,
  };
}

function resampledMeans(
  values: readonly number[],
  { resamples = defaultResamples, seed = 1 }: BootstrapOptions,
): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  });
}
