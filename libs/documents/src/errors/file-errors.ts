import { DocumentError } from './document-error.js';

/** The file has no bytes, or nothing in it that could be read as text. */
export class EmptyFileError extends DocumentError {
  constructor() {
    super({
      code: 'EMPTY_FILE',
      disposition: 'rejected',
      message: { ko: '파일에 내용이 없습니다.', en: 'The file has no content.' },
      remedy: { ko: '내용이 있는 파일을 다시 올려 주세요.', en: 'Upload a file that has text in it.' },
    });
  }
}

/** A format that Onggi does not read; `format` names it as people know it (".hwp", "JPEG image"). */
export class UnsupportedFormatError extends DocumentError {
  constructor(data: { format: string }) {
    super({
      code: 'UNSUPPORTED_FORMAT',
      disposition: 'rejected',
      httpStatus: 415,
      message: { ko: `${data.format} 형식은 아직 지원하지 않습니다.`, en: `${data.format} is not supported yet.` },
      remedy: {
        ko: 'PDF로 저장하거나 md, txt, html로 바꾸어 다시 올려 주세요.',
        en: 'Save it as PDF, or convert it to md, txt or html, and upload it again.',
      },
      data,
    });
  }
}

/** The name says one format, the content is another; `found` names it where it is known. */
export class ExtensionMismatchError extends DocumentError {
  constructor(data: { extension: string; found?: string }) {
    super({
      code: 'EXTENSION_MISMATCH',
      disposition: 'rejected',
      message: {
        ko: `확장자는 .${data.extension}인데 내용은 ${data.found ? `${data.found} 형식입니다` : '그 형식이 아닙니다'}.`,
        en: `The extension is .${data.extension}, but the content is ${data.found ?? 'something else'}.`,
      },
      remedy: {
        ko: '파일이 온전한지 확인하고 내용에 맞는 확장자로 다시 올려 주세요.',
        en: 'Check that the file is intact, and upload it with the extension that fits its content.',
      },
      data,
    });
  }
}

/** The file is larger than what is read; `limit` is as people write it ("20,000,000 characters"). */
export class TooLargeError extends DocumentError {
  constructor(data: { limit: { ko: string; en: string } }) {
    super({
      code: 'DOCUMENT_TOO_LARGE',
      disposition: 'rejected',
      httpStatus: 413,
      message: {
        ko: `문서가 너무 큽니다. 한도는 ${data.limit.ko}입니다.`,
        en: `The document is too large. The limit is ${data.limit.en}.`,
      },
      remedy: { ko: '문서를 나누어 올려 주세요.', en: 'Split the document and upload the parts.' },
      data,
    });
  }
}

/** The bytes are no text in any encoding that Onggi knows. */
export class UndecodableTextError extends DocumentError {
  constructor() {
    super({
      code: 'UNDECODABLE_TEXT',
      disposition: 'rejected',
      message: {
        ko: '글자를 읽을 수 없습니다. 문자 인코딩을 알 수 없거나 텍스트 파일이 아닙니다.',
        en: 'The text cannot be decoded: its encoding is unknown, or it is not a text file.',
      },
      remedy: {
        ko: 'UTF-8, UTF-16 또는 EUC-KR로 저장해 다시 올려 주세요.',
        en: 'Save it as UTF-8, UTF-16 or EUC-KR and upload it again.',
      },
    });
  }
}

/** Reading was stopped: it took too long, needed too much memory, or brought the reader down. */
export class ParsingAbortedError extends DocumentError {
  constructor(data: { reason: 'time' | 'memory' | 'crash' }, cause?: unknown) {
    const reasons = {
      time: { ko: '읽는 데 너무 오래 걸려', en: 'it took too long' },
      memory: { ko: '메모리를 너무 많이 써서', en: 'it needed too much memory' },
      crash: { ko: '읽기 프로그램이 멈추어', en: 'the reader crashed' },
    };
    super({
      code: 'PARSING_ABORTED',
      disposition: 'quarantined',
      message: {
        ko: `${reasons[data.reason].ko} 문서 읽기를 중단했습니다.`,
        en: `Reading the document was stopped: ${reasons[data.reason].en}.`,
      },
      remedy: {
        ko: '문서를 나누거나 다시 저장해 올려 주세요. 되풀이되면 관리자에게 알려 주세요.',
        en: 'Split the document or save it anew and upload it. If it repeats, tell an administrator.',
      },
      data,
      cause,
    });
  }
}
