import { setTimeout as sleep } from 'node:timers/promises';
import { SearchEngineUnavailableError } from '../../retrieval-errors.js';

/** An OpenSearch cluster and the account that it is used with. */
export interface OpenSearchSettings {
  /** `https://host[:port]`. */
  url: string;
  /** HTTP basic authentication; undefined: none. */
  account: { user: string; password: string } | undefined;
  /** Before the name of every index. */
  prefix: string;
}

/** How patient the client is. */
export interface OpenSearchPatience {
  /** Attempts at one request, the first included: every request may be made again. */
  attempts: number;
  /** Before the second attempt; doubles with each. */
  pauseMs: number;
  /** Without a whole reply an attempt is given up. */
  timeoutMs: number;
}

export const defaultPatience: OpenSearchPatience = { attempts: 3, pauseMs: 200, timeoutMs: 30_000 };

/** A reply that says no. */
export class OpenSearchStatusError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
  ) {
    super(`OpenSearch answered ${status} ${type}: ${detail.slice(0, longestDetail)}`);
  }
}

/** What is worth logging of a reply; a whole error page, or a query repeated in it, is not. */
const longestDetail = 500;
const passingStatuses = new Set([408, 429, 502, 503, 504]);

/** JSON requests to one cluster. */
export class OpenSearchClient {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor(
    { url, account }: OpenSearchSettings,
    private readonly patience: OpenSearchPatience = defaultPatience,
  ) {
    this.base = url.replace(/\/+$/, '');
    const secret = account && Buffer.from(`${account.user}:${account.password}`).toString('base64');
    this.headers = secret === undefined ? {} : { authorization: `Basic ${secret}` };
  }

  /**
   * Sends, again while the failure may pass.
   * @param body JSON, or lines of JSON where it is a list
   * @param accepted types of errors that are an answer: undefined is returned for them
   * @throws SearchEngineUnavailableError
   */
  async send<Reply>(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    accepted: readonly string[] = [],
  ): Promise<Reply | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.attempt(method, path, body)) as Reply;
      } catch (error) {
        const status = error instanceof OpenSearchStatusError ? error : undefined;
        if (status && accepted.includes(status.type)) return undefined;
        const mayPass = status === undefined || passingStatuses.has(status.status);
        if (attempt === this.patience.attempts || !mayPass) throw new SearchEngineUnavailableError(error);
        await sleep(this.patience.pauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2));
      }
    }
  }

  private async attempt(method: string, path: string, body: object | undefined): Promise<unknown> {
    const lines = Array.isArray(body);
    const response = await fetch(`${this.base}/${path}`, {
      method,
      headers: { ...this.headers, 'content-type': lines ? 'application/x-ndjson' : 'application/json' },
      ...(body && { body: lines ? body.map((line) => `${JSON.stringify(line)}\n`).join('') : JSON.stringify(body) }),
      signal: AbortSignal.timeout(this.patience.timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new OpenSearchStatusError(response.status, typeOf(text), text);
    return text === '' ? undefined : JSON.parse(text);
  }
}

function typeOf(body: string): string {
  return /"type":"(\w+)"/.exec(body)?.[1] ?? '';
}
