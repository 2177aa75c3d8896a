/** What a piece of text means for the stream. */
export interface StreamStep {
  /** Text that can no longer change; may be empty. */
  text: string;
  stopped: boolean;
}

/**
 * Turns a growing text into pieces that may be sent: half a character (a token may end inside one) and what could
 * still become a stop sequence are held back.
 */
export class TextStream {
  private held = '';
  private sent = '';

  constructor(private readonly stop: readonly string[]) {}

  /** All that was let through. */
  get text(): string {
    return this.sent;
  }

  push(piece: string): StreamStep {
    this.held += piece;
    const stopAt = this.stop.map((word) => this.held.indexOf(word)).filter((index) => index !== -1);
    if (stopAt.length > 0) {
      this.held = this.held.slice(0, Math.min(...stopAt));
      return { text: this.flush(), stopped: true };
    }
    return { text: this.release(this.held.length - this.possibleStop()), stopped: false };
  }

  /** The end: what was held back is text after all. */
  flush(): string {
    return this.release(this.held.length);
  }

  private release(length: number): string {
    const text = this.held.slice(0, length);
    this.held = this.held.slice(length);
    this.sent += text;
    return text;
  }

  /** Length of the longest end of the held text with which a stop sequence begins. */
  private possibleStop(): number {
    const longest = Math.max(0, ...this.stop.map((word) => word.length - 1));
    for (let length = Math.min(longest, this.held.length); length > 0; length--) {
      const end = this.held.slice(-length);
      if (this.stop.some((word) => word.startsWith(end))) return length;
    }
    return 0;
  }
}
