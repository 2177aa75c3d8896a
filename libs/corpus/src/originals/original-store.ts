/** A file that is kept, named by its content. */
export interface StoredOriginal {
  /** Where it lies; opaque to callers, kept in document_version.original_key. */
  key: string;
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  sha256: string;
  byteSize: number;
}

/** Where the files that people upload are kept, byte for byte. Content-addressed within a tenant, so a file is kept once. */
export interface OriginalStore {
  /**
   * Keeps the bytes of a stream, which is read to its end without holding more than a piece of it.
   * Durable when the promise resolves.
   * @param limitBytes above it the rest is read and dropped, nothing is kept
   * @throws FileTooLargeError, OriginalStoreError, OriginalStoreFullError
   */
  put(tenant: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<StoredOriginal>;
  /** The whole file. @throws OriginalMissingError, OriginalStoreError */
  read(key: string): Promise<Uint8Array>;
  /** The file piece by piece. @throws OriginalMissingError, OriginalStoreError */
  open(key: string): Promise<AsyncIterable<Uint8Array>>;
  /** Removes a file; one that is gone already is no error. @throws OriginalStoreError */
  remove(key: string): Promise<void>;
}

/** Injection token of the OriginalStore port. */
export const ORIGINAL_STORE = Symbol('OriginalStore');
