import { setTimeout as sleep } from 'node:timers/promises';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { apiUrl, CommandError, machineKey, terminalLanguage } from './environment.js';

export interface ServerEvent {
  id: number;
  event: string;
  data: unknown;
}

interface ErrorReply {
  error?: { code?: string; message?: string; remedy?: string; retryAfterMs?: number };
}

/** How long an api that restarts is waited for. */
const patienceMs = 60_000;
/** Where a refusal that passes does not say when. */
const retryDefaultMs = 500;

/** One caller's view of the API. Every command speaks through it; none reads the database. */
export class ApiClient {
  constructor(private readonly key: string) {}

  /** As the installation itself: tenants and keys only. */
  static async machine(): Promise<ApiClient> {
    return new ApiClient(await machineKey());
  }

  /** As a short-lived key of one tenant. Without groups: a member of "everyone" only. */
  static async forTenant(
    tenant: string,
    role: 'member' | 'curator' | 'admin' | 'auditor',
    groups: readonly string[],
    label?: string,
  ): Promise<ApiClient> {
    const machine = await ApiClient.machine();
    const { key } = await machine.post<{ key: string }>(`/api/v1/platform/tenants/${encodeURIComponent(tenant)}/keys`, {
      name: 'onggi command line',
      role,
      groups,
      ...(label === undefined ? {} : { label }),
      expiresInSeconds: 24 * 3600,
    });
    return new ApiClient(key);
  }

  get<Result>(path: string): Promise<Result> {
    return this.json<Result>(path, { method: 'GET' });
  }

  post<Result>(path: string, body: unknown): Promise<Result> {
    return this.json<Result>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  put<Result>(path: string, body: unknown): Promise<Result> {
    return this.json<Result>(path, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  delete(path: string): Promise<unknown> {
    return this.json(path, { method: 'DELETE' });
  }

  postForm<Result>(path: string, form: FormData): Promise<Result> {
    return this.json<Result>(path, { method: 'POST', body: form });
  }

  /** GET again while the api is away, up to a minute. */
  async getPatiently<Result>(path: string): Promise<Result> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return await this.get<Result>(path);
      } catch (error) {
        const away =
          error instanceof CommandError && (error.code === 'API_UNREACHABLE' || error.code === 'DATABASE_UNAVAILABLE');
        if (!away || Date.now() > deadline) throw error;
        await sleep(500);
      }
    }
  }

  /** Events of a stream as they come; ends with the stream, throws when the connection breaks. */
  async *events(path: string, init: RequestInit = {}): AsyncGenerator<ServerEvent> {
    const response = await this.fetch(path, { ...init, headers: { ...init.headers, accept: 'text/event-stream' } });
    if (!response.body) return;
    const stream = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const message of stream) {
      yield {
        id: Number(message.id ?? 0),
        event: message.event ?? 'message',
        data: JSON.parse(message.data) as unknown,
      };
    }
  }

  private async json<Result>(path: string, init: RequestInit): Promise<Result> {
    const response = await this.fetch(path, init);
    if (response.status === 204) return undefined as Result;
    return (await response.json()) as Result;
  }

  private async fetch(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(new URL(path, apiUrl), {
        ...init,
        headers: { authorization: `Bearer ${this.key}`, 'accept-language': terminalLanguage(), ...init.headers },
      });
    } catch (error) {
      throw unreachable(error);
    }
    if (!response.ok) throw await refused(response);
    return response;
  }
}

function unreachable(cause: unknown): CommandError {
  const korean = terminalLanguage() === 'ko';
  const reason = cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
  return new CommandError(
    korean ? `${apiUrl} 에 연결하지 못했습니다${reason}.` : `Onggi cannot be reached at ${apiUrl}${reason}.`,
    korean
      ? '다른 창에서 npm start 로 시작하거나 ONGGI_URL 을 맞추세요.'
      : 'Start it with `npm start` in another terminal, or set ONGGI_URL.',
    'API_UNREACHABLE',
    retryDefaultMs,
  );
}

async function refused(response: Response): Promise<CommandError> {
  const text = await response.text();
  const { error } = parseReply(text);
  return new CommandError(
    error?.message ?? `HTTP ${response.status}: ${text.slice(0, 200)}`,
    error?.remedy ?? '',
    error?.code ?? `HTTP_${response.status}`,
    retryAfter(response, error?.retryAfterMs),
  );
}

/** Too many requests, or something behind the api is away: both pass. Undefined for everything else. */
function retryAfter(response: Response, saidMs: number | undefined): number | undefined {
  if (![429, 502, 503, 504].includes(response.status)) return undefined;
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return saidMs ?? (Number.isFinite(seconds) ? seconds * 1_000 : retryDefaultMs);
}

/** An error body, or nothing where something other than Onggi answered. */
function parseReply(text: string): ErrorReply {
  try {
    return JSON.parse(text) as ErrorReply;
  } catch {
    return {};
  }
}
