/** A reply that says no. Its code is S3's own, such as NoSuchKey or AccessDenied; empty where the reply had no body. */
export class S3StatusError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
  ) {
    super(`S3 answered ${status} ${code}: ${detail}`);
  }

  /** True when the same request may succeed a moment later. */
  get mayPass(): boolean {
    return passingStatuses.has(this.status) || this.code === 'RequestTimeout';
  }
}

/** 409: another conditional write to the same key is under way. */
const passingStatuses = new Set([408, 409, 429, 500, 502, 503, 504]);
/** What is worth logging of a reply; a proxy's whole error page is not. */
const longestDetail = 500;

export async function statusError(response: Response): Promise<S3StatusError> {
  const body = await response.text().catch((error: unknown) => `(no body: ${String(error)})`);
  return new S3StatusError(response.status, tagIn(body, 'Code') ?? '', body.slice(0, longestDetail));
}

/** The text of an XML reply's first element of this name. */
export function tagIn(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.replace(/&(\w+|#\d+|#x[\da-f]+);/gi, characterOf);
}

/** What each of an XML reply's elements of this name holds, as XML. */
export function elementsIn(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs')), ([, content]) => content ?? '');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function characterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? entity;
  return String.fromCodePoint(/^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
}
