/** Milliseconds. */
export interface Quantiles {
  p50: number;
  p95: number;
}

/** @returns milliseconds that the work took */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export function quantiles(samples: readonly number[]): Quantiles {
  const sorted = [...samples].sort((left, right) => left - right);
  const at = (share: number) => Number((sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1));
  return { p50: at(0.5), p95: at(0.95) };
}
