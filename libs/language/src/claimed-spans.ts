/** A span of a text, [start, end). */
export interface Span {
  start: number;
  end: number;
}

/** Spans of a text that an earlier recogniser has read already, so that "2026-03-01" is a date and not three numbers. */
export class ClaimedSpans {
  private readonly claimed: Uint8Array;

  constructor(textLength: number) {
    this.claimed = new Uint8Array(textLength);
  }

  isFree({ start, end }: Span): boolean {
    return !this.claimed.subarray(start, end).includes(1);
  }

  claim({ start, end }: Span): void {
    this.claimed.fill(1, start, end);
  }
}
