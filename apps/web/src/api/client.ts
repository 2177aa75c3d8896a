import type { ErrorBody, Language } from './types.js';

/** What the server refused, or that it could not be reached (code `network`, status 0). Message and remedy are for the reader. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly remedy: string;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor(status: number, body: ErrorBody, cause?: unknown) {
    super(body.message, { cause });
    this.name = 'ApiError';
    this.code = body.code;
    this.status = status;
    this.remedy = body.remedy;
    this.retryAfterMs = body.retryAfterMs ?? null;
    this.requestId = body.requestId ?? null;
  }

  /** The error as a body again, to be kept beside those that arrive in a stream. */
  get body(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      remedy: this.remedy,
      ...(this.retryAfterMs === null ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.requestId === null ? {} : { requestId: this.requestId }),
    };
  }
}

let messageLanguage: Language = 'ko';

/** The language in which the server's messages shall come; set whenever the reader changes the page's language. */
export function setMessageLanguage(language: Language): void {
  messageLanguage = language;
}

const unreachable: Record<Language, ErrorBody> = {
  ko: { code: 'network', message: '서버에 연결하지 못했습니다.', remedy: '네트워크 연결을 확인하고 다시 시도하세요.' },
  en: { code: 'network', message: 'The server could not be reached.', remedy: 'Check your connection and try again.' },
};

const unreadable: Record<Language, ErrorBody> = {
  ko: { code: 'unreadable', message: '서버의 응답을 읽지 못했습니다.', remedy: '잠시 뒤에 다시 시도하세요.' },
  en: { code: 'unreadable', message: "The server's response could not be read.", remedy: 'Try again in a moment.' },
};

/** The headers that every request carries; the last one tells the server that a page of ours sent it (CSRF). */
export function requestHeaders(accept: string): Record<string, string> {
  return { Accept: accept, 'Accept-Language': messageLanguage, 'X-Onggi-Request': '1' };
}

/** The error of a refused response; also when something between us and the server answered in its place. */
export function errorOf(status: number, text: string): ApiError {
  try {
    const body = (JSON.parse(text) as { error?: ErrorBody }).error;
    if (body) return new ApiError(status, body);
  } catch (cause) {
    return new ApiError(status, unreadable[messageLanguage], cause);
  }
  return new ApiError(status, unreadable[messageLanguage]);
}

/** The error for a request that got no response at all. */
export function unreachableError(cause?: unknown): ApiError {
  return new ApiError(0, unreachable[messageLanguage], cause);
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  accept?: string;
  signal?: AbortSignal | undefined;
}

/** One request; a refusal or a lost connection throws ApiError, an abort the browser's own AbortError. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, accept = 'application/json', signal } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { ...requestHeaders(accept), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachableError(cause);
  }
  if (!response.ok) throw errorOf(response.status, await response.text());
  return response;
}

/** One request whose response is JSON; nothing (undefined) for 204. */
export async function request<Result>(path: string, options?: RequestOptions): Promise<Result> {
  const response = await send(path, options);
  return (response.status === 204 ? undefined : await response.json()) as Result;
}
