import { OnggiError, type LocalizedText } from '@onggi/platform';

/**
 * What becomes of a document that can't be read: `rejected` is final until another file comes, `quarantined` is kept
 * for a person or a later feature (OCR, repair) to look at.
 */
export type Disposition = 'rejected' | 'quarantined';

export interface DocumentErrorOptions {
  code: string;
  disposition: Disposition;
  message: LocalizedText;
  remedy: LocalizedText;
  httpStatus?: number;
  data?: Record<string, unknown>;
  cause?: unknown;
}

/** Base of every reason why a file is not read. */
export abstract class DocumentError extends OnggiError {
  readonly disposition: Disposition;

  constructor({ disposition, httpStatus = 422, ...options }: DocumentErrorOptions) {
    super({ httpStatus, ...options });
    this.disposition = disposition;
  }
}
