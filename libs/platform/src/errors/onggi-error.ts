/** A sentence in both languages of the product. */
export interface LocalizedText {
  ko: string;
  en: string;
}

export type Language = 'ko' | 'en';

export interface OnggiErrorOptions {
  /** Stable, SCREAMING_SNAKE_CASE; clients may switch on it. */
  code: string;
  httpStatus: number;
  /** What happened, safe to show to anyone who caused it. */
  message: LocalizedText;
  /** What the reader can do about it. */
  remedy: LocalizedText;
  /** True when the same call may succeed later without a change. Default false. */
  retryable?: boolean;
  retryAfterMs?: number;
  /** For logs and tests; never sent to a client. */
  data?: Record<string, unknown>;
  cause?: unknown;
}

/** Base of every failure that is known by name. Thrown where it is known, translated once at the edge. */
export class OnggiError extends Error {
  readonly code: string;
  readonly httpStatus: number;
  readonly localizedMessage: LocalizedText;
  readonly remedy: LocalizedText;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly data: Record<string, unknown>;

  constructor(options: OnggiErrorOptions) {
    super(options.message.en, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.httpStatus = options.httpStatus;
    this.localizedMessage = options.message;
    this.remedy = options.remedy;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.data = options.data ?? {};
  }
}

/** The contract's error body (design: Contracts), in the reader's language. */
export interface ErrorBody {
  code: string;
  message: string;
  remedy: string;
  retryAfterMs?: number;
  requestId: string;
}
