/** A file that is kept, named by its content. */
export interface StoredOriginal {
  /** Where it lies; opaque to callers, kept in document_version.original_key. */
  key: string;
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  sha256: string;
  byteSize: number;
}

/**
 * Where the files that people upload are kept, byte for byte. Content-addressed within a tenant, so a file is kept once.
 * A tenant reaches its own files only: the key of another one's is answered like one that is not there.
 */
export interface OriginalStore {
  /**
   * Keeps the bytes of a stream, which is read to its end without holding more than a piece of it.
   * Durable when the promise resolves. What is kept already is never written over, but counts as written now.
   * @param limitBytes above it the rest is read and dropped, nothing is kept
   * @throws FileTooLargeError, OriginalDamagedError, OriginalStoreError, OriginalStoreFullError, and what the stream throws
   */
  put(tenant: string, content: AsyncIterable<Uint8Array>, limitBytes: number): Promise<StoredOriginal>;
  /** The whole file, its hash checked. @throws OriginalMissingError, OriginalDamagedError, OriginalStoreError */
  read(tenant: string, key: string): Promise<Uint8Array>;
  /**
   * The file piece by piece; its hash is checked behind the last, so that a damaged file ends in OriginalDamagedError.
   * @throws OriginalMissingError, OriginalStoreError
   */
  open(tenant: string, key: string): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Removes a file unless it was put since: an upload that is under way may have put the same bytes again. One that is
   * gone already is no error.
   * @returns false when it was kept
   * @throws OriginalMissingError on a foreign key, OriginalStoreError
   */
  remove(tenant: string, key: string, unlessWrittenSince: Date): Promise<boolean>;
  /** Removes everything that a tenant has, and what uploads of it left unfinished. @throws OriginalStoreError */
  removeTenant(tenant: string): Promise<void>;
}

/** Injection token of the OriginalStore port. */
export const ORIGINAL_STORE = Symbol('OriginalStore');
