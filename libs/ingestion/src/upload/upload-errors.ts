import { InvalidInputError, OnggiError } from '@onggi/platform';

/** An upload without a single file. */
export class NoFilesError extends InvalidInputError {
  constructor() {
    super(
      { ko: '올릴 파일이 없습니다.', en: 'There is no file in the upload.' },
      { ko: '파일이나 zip을 하나 이상 보내세요.', en: 'Send at least one file or zip.' },
    );
  }
}

/** A path that leads out of its folder, or is no path at all. */
export class InvalidPathError extends OnggiError {
  constructor(path: string) {
    super({
      code: 'INVALID_PATH',
      httpStatus: 400,
      message: { ko: '파일 경로를 쓸 수 없습니다.', en: 'The path of the file cannot be used.' },
      remedy: {
        ko: "'..'이나 제어 문자가 없는 상대 경로(1,024자까지)로 다시 올려 주세요.",
        en: "Upload it again with a relative path without '..' and control characters (1,024 characters at most).",
      },
      data: { path },
    });
  }
}

/** A language that documents are not read in. */
export class InvalidLanguageError extends InvalidInputError {
  constructor(given: string) {
    super(
      { ko: `'${given}'은(는) 문서의 언어로 쓸 수 없습니다.`, en: `'${given}' cannot be the language of a document.` },
      { ko: 'ko 나 en 을 쓰거나 비워 두세요.', en: 'Use ko or en, or leave it out.' },
      { language: given },
    );
  }
}

/** A day that is not written as YYYY-MM-DD, or does not exist. */
export class InvalidDateError extends OnggiError {
  constructor(given: string) {
    super({
      code: 'INVALID_EFFECTIVE_DATE',
      httpStatus: 400,
      message: { ko: `시행일 '${given}'을(를) 읽을 수 없습니다.`, en: `The effective date '${given}' cannot be read.` },
      remedy: { ko: '2026-03-01처럼 써 주세요.', en: 'Write it as in 2026-03-01.' },
    });
  }
}

export type ArchiveFault = 'entries' | 'size' | 'ratio' | 'path';

const faults: Record<ArchiveFault, { ko: string; en: string }> = {
  entries: { ko: '들어 있는 파일이 너무 많습니다', en: 'it holds too many files' },
  size: { ko: '풀면 너무 커집니다', en: 'it is too large when unpacked' },
  ratio: { ko: '압축률이 비정상적으로 높습니다(압축 폭탄)', en: 'it is compressed beyond reason (a zip bomb)' },
  path: { ko: '폴더 밖을 가리키는 경로가 들어 있습니다', en: 'it holds a path that leads out of its folder' },
};

/** An archive that is refused as a whole before anything of it is unpacked. */
export class ArchiveRefusedError extends OnggiError {
  constructor(fault: ArchiveFault) {
    super({
      code: 'ARCHIVE_REFUSED',
      httpStatus: 422,
      message: { ko: `zip을 받지 않습니다: ${faults[fault].ko}.`, en: `The zip is refused: ${faults[fault].en}.` },
      remedy: {
        ko: '문서만 담아 여러 개로 나누어 압축하거나 파일을 그대로 올려 주세요.',
        en: 'Put only documents in, split it into several, or upload the files as they are.',
      },
      data: { fault },
    });
  }
}

/** An archive, or one file of it, that cannot be unpacked: damaged, encrypted, or packed in an unknown way. */
export class BrokenArchiveError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'ARCHIVE_BROKEN',
      httpStatus: 422,
      message: {
        ko: 'zip을 풀 수 없습니다. 손상되었거나 암호가 걸려 있습니다.',
        en: 'The zip cannot be unpacked: it is damaged or encrypted.',
      },
      remedy: { ko: '암호 없이 다시 압축해 올려 주세요.', en: 'Zip it again without a password and upload it.' },
      cause,
    });
  }
}
