import { cpus } from 'node:os';

/** Processor time in milliseconds since some fixed moment. */
export interface ProcessorTimes {
  /** Of the whole machine at normal priority, all cores together. */
  normalMs: number;
  /** Of this process. */
  ownMs: number;
  clockMs: number;
}

/**
 * How many threads the model may use without being slowed by the rest of the machine. Its threads wait for each other
 * after every product, busily: one that loses its core to another process stops them all (seen: a tenth of the speed
 * with two threads beside two busy processes, no loss with one). Work at low priority, as embedding passages is, gives
 * way and does not count.
 */
export function threadBudget(before: ProcessorTimes, now: ProcessorTimes, cores: number): number {
  const elapsedMs = Math.max(1, now.clockMs - before.clockMs);
  const others = (now.normalMs - before.normalMs - (now.ownMs - before.ownMs)) / elapsedMs;
  return Math.min(cores, Math.max(1, cores - Math.round(others)));
}

/** The counters of this moment. */
export function processorTimes(): ProcessorTimes {
  const normalMs = cpus().reduce((sum, { times }) => sum + times.user + times.sys, 0);
  const own = process.cpuUsage();
  return { normalMs, ownMs: (own.user + own.system) / 1_000, clockMs: performance.now() };
}
