import { DocumentError } from './document-error.js';

/** The PDF asks for a password to be opened. */
export class EncryptedPdfError extends DocumentError {
  constructor() {
    super({
      code: 'ENCRYPTED_PDF',
      disposition: 'rejected',
      message: { ko: 'PDF에 암호가 걸려 있습니다.', en: 'The PDF is protected by a password.' },
      remedy: { ko: '암호를 풀고 다시 올려 주세요.', en: 'Remove the password and upload it again.' },
    });
  }
}

/** The PDF is damaged. */
export class BrokenPdfError extends DocumentError {
  constructor(cause?: unknown) {
    super({
      code: 'BROKEN_PDF',
      disposition: 'quarantined',
      message: { ko: 'PDF가 손상되어 읽을 수 없습니다.', en: 'The PDF is damaged and cannot be read.' },
      remedy: {
        ko: '원본에서 PDF를 다시 만들어 올려 주세요.',
        en: 'Make the PDF again from its source and upload it.',
      },
      cause,
    });
  }
}

/** The PDF is a scan, or its fonts don't say which characters they draw. */
export class NoTextLayerError extends DocumentError {
  constructor(data: { pages: number }) {
    super({
      code: 'NO_TEXT_LAYER',
      disposition: 'quarantined',
      message: {
        ko: `PDF ${data.pages}쪽에 읽을 수 있는 글자가 없습니다. OCR이 필요합니다.`,
        en: `None of the ${data.pages} pages of the PDF has readable text. It needs OCR.`,
      },
      remedy: {
        ko: '글자 인식(OCR)을 거친 PDF를 올려 주세요.',
        en: 'Upload a PDF that has been through text recognition (OCR).',
      },
      data,
    });
  }
}
