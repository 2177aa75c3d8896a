import type { DocumentError } from './document-error.js';
import {
  EmptyFileError,
  ExtensionMismatchError,
  ParsingAbortedError,
  TooLargeError,
  UndecodableTextError,
  UnsupportedFormatError,
} from './file-errors.js';
import { BrokenPdfError, EncryptedPdfError, NoTextLayerError } from './pdf-errors.js';

/** A DocumentError in the form that crosses to another thread: classes don't. */
export interface TransferredError {
  code: string;
  data: Record<string, unknown>;
}

const REVIVERS: Record<string, (data: never) => DocumentError> = {
  EMPTY_FILE: () => new EmptyFileError(),
  UNSUPPORTED_FORMAT: (data) => new UnsupportedFormatError(data),
  EXTENSION_MISMATCH: (data) => new ExtensionMismatchError(data),
  DOCUMENT_TOO_LARGE: (data) => new TooLargeError(data),
  UNDECODABLE_TEXT: () => new UndecodableTextError(),
  PARSING_ABORTED: (data) => new ParsingAbortedError(data),
  ENCRYPTED_PDF: () => new EncryptedPdfError(),
  BROKEN_PDF: () => new BrokenPdfError(),
  NO_TEXT_LAYER: (data) => new NoTextLayerError(data),
};

export function transferError({ code, data }: DocumentError): TransferredError {
  return { code, data };
}

/** The error as it was thrown in the other thread. */
export function reviveError({ code, data }: TransferredError): DocumentError {
  return (
    REVIVERS[code]?.(data as never) ?? new ParsingAbortedError({ reason: 'crash' }, new Error(`unknown code ${code}`))
  );
}
