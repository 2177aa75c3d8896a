/** An S3-compatible store and the account that it is used with. */
export interface S3Settings {
  /** `https://host[:port]`, without the bucket. */
  endpoint: string;
  /** Part of every signature; many compatible stores take any. */
  region: string;
  bucket: string;
  /** Put before every key, without slashes at its ends; empty for none. */
  prefix: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** True: `endpoint/bucket/key`; false: `bucket.host/key`. */
  pathStyle: boolean;
  /** Asked of the store for every object; undefined: whatever the bucket does by default. */
  encryption: S3Encryption | undefined;
}

/** `x-amz-server-side-encryption`. */
export type S3Encryption = { algorithm: 'AES256' } | { algorithm: 'aws:kms'; keyId: string | undefined };

/** How patient the client is. */
export interface S3Patience {
  /** Attempts at one request, the first included. */
  attempts: number;
  /** Before the second attempt; doubles with each. */
  pauseMs: number;
  /** Without a byte from the store an attempt is given up. */
  silenceMs: number;
}

export const defaultPatience: S3Patience = { attempts: 5, pauseMs: 200, silenceMs: 60_000 };
