import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { UploadedFile } from '@onggi/ingestion';
import { InvalidInputError } from '@onggi/platform';
import type { FastifyRequest } from 'fastify';

/** Fields that describe a single file stand right before it; all others before the first file. */
const perFileFields: ReadonlySet<string> = new Set(['path', 'externalId', 'effectiveFrom', 'title', 'language']);
const fileLimit = 50_000;

/**
 * A multipart body as it arrives: nothing is held in memory, and the sender is slowed down to the pace of the reader.
 * Read `fields` first, then `files` in order; each file's stream must be consumed before the next one comes.
 */
export class MultipartUpload {
  private readonly shared = new Map<string, string>();
  private readonly queue: UploadedFile[] = [];
  private next = new Map<string, string>();
  private failure: unknown;
  private ended = false;
  private wake: () => void = () => undefined;
  private sawFile = false;
  private readonly parser;

  /** @throws InvalidInputError when the body is not multipart */
  constructor(private readonly request: FastifyRequest) {
    const parser = this.createParser();
    this.parser = parser;
    parser.on('field', (name, value) => this.onField(name, value));
    parser.on('file', (_name, stream, info) => this.onFile(stream, info.filename, info.mimeType));
    parser.on('filesLimit', () => this.fail(tooManyFiles()));
    parser.on('error', (error) => this.fail(malformed(error)));
    parser.on('close', () => this.end());
    request.raw.on('aborted', () => this.fail(malformed(new Error('the sender went away'))));
    request.raw.pipe(parser);
  }

  /** The shared fields, complete when the first file begins or the body ends. */
  async fields(): Promise<ReadonlyMap<string, string>> {
    while (!this.sawFile && !this.ended && this.failure === undefined) await this.arrival();
    if (this.failure !== undefined) throw this.failure;
    return this.shared;
  }

  async *files(): AsyncGenerator<UploadedFile> {
    try {
      for (;;) {
        const file = this.queue.shift();
        if (file) yield file;
        else if (this.failure !== undefined) throw this.failure;
        else if (this.ended) return;
        else await this.arrival();
      }
    } finally {
      this.drain();
    }
  }

  /** Lets the rest of the body pass unread, so that the connection can carry the reply. */
  drain(): void {
    this.request.raw.unpipe();
    this.request.raw.resume();
  }

  private createParser() {
    try {
      return busboy({
        headers: this.request.headers,
        defParamCharset: 'utf8',
        preservePath: true,
        limits: { files: fileLimit, fields: fileLimit * perFileFields.size + 20, fieldSize: 10_000 },
      });
    } catch (error) {
      throw malformed(error);
    }
  }

  private onField(name: string, value: string): void {
    if (perFileFields.has(name)) this.next.set(name, value);
    else if (this.sawFile) this.fail(lateField(name));
    else this.shared.set(name, value);
  }

  private onFile(stream: Readable, filename: string | undefined, mediaType: string | undefined): void {
    this.sawFile = true;
    const fields = this.next;
    this.next = new Map();
    const externalId = fields.get('externalId');
    const effectiveFrom = fields.get('effectiveFrom');
    const title = fields.get('title');
    const language = fields.get('language');
    // A stream that nobody reads any more must not throw when the body breaks off.
    stream.on('error', () => undefined);
    this.queue.push({
      path: fields.get('path') ?? filename ?? '',
      content: stream,
      ...(mediaType ? { mediaType } : {}),
      ...(externalId ? { externalId } : {}),
      ...(effectiveFrom ? { effectiveFrom } : {}),
      ...(title === undefined ? {} : { title }),
      ...(language ? { language } : {}),
    });
    this.wake();
  }

  private arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    // Also ends the file that is being read: whoever waits for its next bytes would wait for ever.
    this.parser.destroy(error instanceof Error ? error : undefined);
    this.wake();
  }

  private end(): void {
    this.ended = true;
    this.wake();
  }
}

function malformed(cause: unknown): InvalidInputError {
  return new InvalidInputError(
    { ko: '올린 내용을 읽을 수 없습니다.', en: 'The upload could not be read.' },
    { ko: 'multipart/form-data 로 파일을 보내세요.', en: 'Send the files as multipart/form-data.' },
    { cause: String(cause) },
  );
}

function lateField(name: string): InvalidInputError {
  return new InvalidInputError(
    { ko: `'${name}' 항목이 파일 뒤에 있습니다.`, en: `The field '${name}' comes after a file.` },
    { ko: '모든 항목을 첫 파일보다 앞에 두세요.', en: 'Put all fields before the first file.' },
  );
}

function tooManyFiles(): InvalidInputError {
  return new InvalidInputError(
    {
      ko: `한 번에 파일 ${fileLimit}개까지 올릴 수 있습니다.`,
      en: `At most ${fileLimit} files can be uploaded at once.`,
    },
    { ko: '나누어 올리세요.', en: 'Upload them in parts.' },
  );
}
