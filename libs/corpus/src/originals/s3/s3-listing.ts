import type { S3Client } from './s3-client.js';
import { elementsIn, tagIn } from './s3-errors.js';

/** An upload in parts that was neither completed nor given up. */
export interface UnfinishedUpload {
  key: string;
  uploadId: string;
}

/** The most that S3 gives in one reply. */
export const defaultPageSize = 1_000;

/** What lies under the beginning of a key. */
export class S3Listing {
  constructor(
    private readonly client: S3Client,
    private readonly pageSize: number,
  ) {}

  /**
   * The keys of objects, a page at a time. Each page may be removed before the next is asked for.
   * @throws S3StatusError, and what fetch throws
   */
  async *objects(under: string): AsyncGenerator<string[]> {
    let token: string | undefined;
    do {
      const page = await this.page(under, {
        ...{ 'list-type': '2', 'max-keys': `${this.pageSize}` },
        ...(token !== undefined && { 'continuation-token': token }),
      });
      yield elementsIn(page, 'Contents').flatMap((element) => this.keyIn(element, under) ?? []);
      token = tagIn(page, 'IsTruncated') === 'true' ? tagIn(page, 'NextContinuationToken') : undefined;
    } while (token !== undefined);
  }

  /**
   * The first page alone: it is another one when these have been given up, and not every store can go on behind a page.
   * @throws S3StatusError, and what fetch throws
   */
  async firstUploads(under: string): Promise<UnfinishedUpload[]> {
    const page = await this.page(under, { uploads: '', 'max-uploads': `${this.pageSize}` });
    return elementsIn(page, 'Upload').flatMap((element) => {
      const key = this.keyIn(element, under);
      const uploadId = tagIn(element, 'UploadId');
      return key === undefined || uploadId === undefined ? [] : { key, uploadId };
    });
  }

  private async page(under: string, query: Record<string, string>): Promise<string> {
    const request = { method: 'GET', query: { ...query, prefix: this.client.nameOf(under) } } as const;
    return this.client.send(request, async (response) => response.text());
  }

  /** Undefined for what was not asked about: a store that knows no prefixes must not have everything taken for found. */
  private keyIn(element: string, under: string): string | undefined {
    const name = tagIn(element, 'Key') ?? '';
    return name.startsWith(this.client.nameOf(under)) ? name.slice(this.client.nameOf('').length) : undefined;
  }
}
