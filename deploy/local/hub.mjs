import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileSize, sha256OfFile } from './files.mjs';
import { failureFromOutput, StartError } from './failures.mjs';

/** Where a Hugging Face style hub keeps a file. */
export function hubUrl(hub, { repository, revision, file }) {
  return `${hub.replace(/\/+$/, '')}/${repository}/resolve/${revision}/${file}`;
}

/**
 * What a hub says about a file before it is fetched: its size and its SHA-256 (the ETag of a large file, which for a
 * redirected one is in X-Linked-ETag).
 * @throws {StartError} DOWNLOAD_FAILED when it states no hash: an unverifiable file is not taken
 */
export async function hubFacts(url, abort) {
  const { headers, status } = await request(url, { method: 'HEAD', redirect: 'manual', signal: abort });
  const sha256 = /[0-9a-f]{64}/.exec(headers.get('x-linked-etag') ?? headers.get('etag') ?? '')?.[0];
  if (sha256 === undefined) {
    throw new StartError('DOWNLOAD_FAILED', { what: url, reason: `HTTP ${status}, and no SHA-256 was stated` });
  }
  return { sha256, size: Number(headers.get('x-linked-size') ?? headers.get('content-length') ?? 0) };
}

/**
 * Fetches a file from a hub, going on where an earlier try ended (HTTP range), and keeps it only with the right hash.
 * @param {{url: string, path: string, sha256: string, onBytes: (bytes: number) => void, onDamaged: (what: string) => void,
 *   abort: AbortSignal}} options
 */
export async function fetchFromHub({ url, path, sha256, onBytes, onDamaged, abort }) {
  const partial = `${path}.partial`;
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    await receive(url, partial, onBytes, abort);
    const found = await sha256OfFile(partial);
    if (found === sha256) return rename(partial, path);
    await rm(partial);
    if (attempt === 2) throw new StartError('HASH_MISMATCH', { what: url, expected: sha256, found });
    onDamaged(url);
  }
}

async function receive(url, partial, onBytes, abort) {
  const have = fileSize(partial) ?? 0;
  const response = await request(url, { headers: have > 0 ? { range: `bytes=${have}-` } : {}, signal: abort });
  const complete = 416;
  if (response.status === complete && have > 0) return;
  if (!response.ok || response.body === null) {
    throw new StartError('DOWNLOAD_FAILED', { what: url, reason: `HTTP ${response.status}` });
  }
  let bytes = response.status === 206 ? have : 0;
  const counted = Readable.fromWeb(response.body).on('data', (block) => onBytes((bytes += block.length)));
  try {
    await pipeline(counted, createWriteStream(partial, { flags: bytes > 0 ? 'a' : 'w', flush: true }), {
      signal: abort,
    });
  } catch (error) {
    throw abort.aborted ? abort.reason : networkFailure(url, error);
  }
}

async function request(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw options.signal.aborted ? options.signal.reason : networkFailure(url, error);
  }
}

function networkFailure(url, error) {
  const said = `${error.message} ${error.code ?? ''} ${error.cause?.message ?? ''} ${error.cause?.code ?? ''}`;
  return failureFromOutput(
    said,
    url,
    () => new StartError('DOWNLOAD_FAILED', { what: url, reason: error.message }, { cause: error }),
  );
}
