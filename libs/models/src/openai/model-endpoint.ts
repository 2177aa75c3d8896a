import { ModelBusyError, ModelRefusedError, ModelReplyError, ModelUnavailableError } from '../model-errors.js';

/** An OpenAI-compatible server. */
export interface ModelEndpointOptions {
  /** `http://host:port`, with or without `/v1` at its end. */
  url: string;
  /** Bearer key. */
  key?: string;
}

const defaultRetryAfterMs = 2_000;
/** An error body is for the log only; a proxy's whole error page is not. */
const longestDetail = 500;

/** POSTs JSON to an OpenAI-compatible server and names every failure. */
export class ModelEndpoint {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor({ url, key }: ModelEndpointOptions) {
    this.base = baseOf(url);
    this.headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  /**
   * The response of a 2xx, its body not yet read.
   * @param model for the errors
   * @throws ModelUnavailableError not reached, or 5xx
   * @throws ModelBusyError 429
   * @throws ModelRefusedError any other status
   * @throws the signal's reason when it aborts
   */
  async post(path: string, body: object, model: string, signal: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.base + path, {
        method: 'POST',
        headers: this.headers,
        body: JSON.stringify(body),
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new ModelUnavailableError(model, error);
    }
    if (response.ok) return response;
    throw statusError(model, response, await detailOf(response));
  }

  /** As post, with the reply parsed. @throws ModelReplyError when it is not JSON */
  async postForJson(path: string, body: object, model: string, signal: AbortSignal): Promise<unknown> {
    const response = await this.post(path, body, model, signal);
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      signal.throwIfAborted();
      throw new ModelUnavailableError(model, error);
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new ModelReplyError(model, 'the reply is not JSON', error);
    }
  }
}

/** An address with or without `/v1` at its end, as what the paths follow. */
export function baseOf(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1$/, '');
}

async function detailOf(response: Response): Promise<string> {
  const text = await response.text().catch((error: unknown) => `(no body: ${String(error)})`);
  return text.slice(0, longestDetail);
}

function statusError(model: string, response: Response, detail: string): Error {
  const { status } = response;
  const retryAfterMs = retryAfterOf(response);
  if (status === 429) return new ModelBusyError(model, retryAfterMs ?? defaultRetryAfterMs);
  if (status >= 500)
    return new ModelUnavailableError(model, new Error(`${status}: ${detail}`), { status, retryAfterMs });
  return new ModelRefusedError(model, status, detail);
}

/** Retry-After in seconds, the only form that model servers send. */
function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
