/** Lets something through at most once in a while, for each key. */
export class Rhythm {
  private readonly last = new Map<string, number>();

  /** @param now a monotonic clock in milliseconds */
  constructor(
    private readonly everyMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** True when the time has come for this key; then its time begins anew. */
  due(key: string): boolean {
    const now = this.now();
    const last = this.last.get(key);
    if (last !== undefined && now - last < this.everyMs) return false;
    this.last.set(key, now);
    return true;
  }
}
