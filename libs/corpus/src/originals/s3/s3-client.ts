import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { OnggiError } from '@onggi/platform';
import { S3StatusError, statusError } from './s3-errors.js';
import type { S3Patience, S3Settings } from './s3-settings.js';

export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Without the prefix of the settings. Undefined: the bucket itself. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

/** What is made of a reply that says yes. Its body is read, or let go, before the promise ends, unless it is the result. */
export type Taking<Result> = (response: Response, pieces: AsyncIterable<Uint8Array>) => Promise<Result>;

/** Signed requests to one bucket, made again while the failure may pass. */
export class S3Client {
  private readonly signingKeys = new Map<string, ArrayBuffer>();
  private readonly bucketUrl: string;

  constructor(
    private readonly settings: S3Settings,
    private readonly patience: S3Patience,
  ) {
    const { bucket, pathStyle } = settings;
    const endpoint = new URL(settings.endpoint);
    const host = pathStyle ? endpoint.host : `${bucket}.${endpoint.host}`;
    const folders = [endpoint.pathname, pathStyle ? bucket : ''].map((part) => part.replace(/^\/+|\/+$/g, ''));
    this.bucketUrl = [`${endpoint.protocol}//${host}`, ...folders.filter((part) => part !== '')].join('/');
  }

  /** What the store calls a key, or the beginning of one: the prefix of the settings before it. */
  nameOf(key: string): string {
    const { prefix } = this.settings;
    return prefix === '' ? key : `${prefix}/${key}`;
  }

  /** An object as the source of a copy. */
  sourceOf(key: string): string {
    return `/${this.settings.bucket}/${encoded(this.nameOf(key))}`;
  }

  /**
   * Sends and takes the reply, again while either fails for a reason that may pass.
   * @throws S3StatusError when the store says no, the last one where it kept failing
   * @throws what fetch throws when the store was not reached, and any OnggiError of the taking at once
   */
  async send<Result>(request: S3Request, taking: Taking<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(request, taking);
      } catch (error) {
        if (attempt === this.patience.attempts || isFinal(error)) throw error;
        await sleep(this.pauseAfter(attempt));
      }
    }
  }

  private async attempt<Result>(request: S3Request, taking: Taking<Result>): Promise<Result> {
    const { method, url, headers } = await this.signed(request);
    const silence = new Silence(this.patience.silenceMs);
    silence.listen();
    try {
      const { body } = request;
      const response = await fetch(url, { method, headers, ...(body && { body }), signal: silence.signal });
      if (!response.ok) throw await statusError(response);
      const result = await taking(response, piecesOf(response, silence));
      silence.rest();
      return result;
    } catch (error) {
      silence.end();
      throw error;
    }
  }

  private async signed({ method, key, query, headers, body }: S3Request) {
    const { region, accessKeyId, secretAccessKey } = this.settings;
    const url = new URL(`${this.bucketUrl}/${key === undefined ? '' : encoded(this.nameOf(key))}`);
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
    const hash = createHash('sha256').update(body ?? '');
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: { ...headers, 'x-amz-content-sha256': hash.digest('hex') },
      ...{ region, accessKeyId, secretAccessKey, service: 's3', cache: this.signingKeys },
    });
    return signer.sign();
  }

  /** Doubling with jitter, so that callers that were cut off together do not return together. */
  private pauseAfter(attempt: number): number {
    return this.patience.pauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
  }
}

/** Reads a reply whose body says nothing, so that its connection is free again. */
export async function headersOf(response: Response): Promise<Headers> {
  await response.arrayBuffer();
  return response.headers;
}

function encoded(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function isFinal(error: unknown): boolean {
  return error instanceof OnggiError || (error instanceof S3StatusError && !error.mayPass);
}

/** Aborts a request when it is listened to and nothing comes for a while. */
class Silence {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly longestMs: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  listen(): void {
    this.rest();
    const reason = new Error(`The store sent nothing for ${this.longestMs} ms.`);
    this.timer = setTimeout(() => this.controller.abort(reason), this.longestMs);
  }

  rest(): void {
    clearTimeout(this.timer);
  }

  /** Lets the connection go, if the reply was not read to its end. */
  end(): void {
    this.rest();
    this.controller.abort();
  }
}

async function* piecesOf(response: Response, silence: Silence): AsyncGenerator<Uint8Array> {
  silence.listen();
  try {
    for await (const piece of response.body ?? []) {
      // A reader that takes its time is not the store's silence.
      silence.rest();
      yield piece;
      silence.listen();
    }
  } finally {
    silence.end();
  }
}
