/** Aborts when nothing was heard for a while: a model that hangs holds its connection open for ever. */
export class SilenceWatch {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(silenceMs: number) {
    this.timer = setTimeout(() => this.controller.abort(new Error(`nothing was heard for ${silenceMs} ms`)), silenceMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  heard(): void {
    if (!this.signal.aborted) this.timer.refresh();
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
