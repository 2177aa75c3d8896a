/** Name → measurement. Filled by the modules of test/bench. */
export const benchmarks: ReadonlyMap<string, () => Promise<object>> = new Map();
