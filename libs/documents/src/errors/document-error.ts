import { OnggiError, type LocalizedText } from '@onggi/platform';

/**
 * What becomes of a document that can't be read: `rejected` is final until another file comes, `quarantined` is kept
 * for a person or a later feature (OCR, repair) to look at.
 */
export type Disposition = 'rejected' | 'quarantined';

/** Base of every reason why a file is not read. */
export abstract class DocumentError extends OnggiError {
  abstract readonly disposition: Disposition;

  constructor(options: {
    code: string;
    message: LocalizedText;
    remedy: LocalizedText;
    data?: Record<string, unknown>;
    cause?: unknown;
  }) {
    super({ httpStatus: 422, ...options });
  }
}
