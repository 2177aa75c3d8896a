import { OnggiError } from '@onggi/platform';

/** A file above the limit for one file. Its bytes were not kept. */
export class FileTooLargeError extends OnggiError {
  /** @param limitBytes the limit that it broke */
  constructor(limitBytes: number) {
    const megabytes = Math.floor(limitBytes / (1024 * 1024));
    super({
      code: 'FILE_TOO_LARGE',
      httpStatus: 413,
      message: {
        ko: `파일이 너무 큽니다. 한 파일의 한도는 ${megabytes} MB입니다.`,
        en: `The file is too large. The limit for one file is ${megabytes} MB.`,
      },
      remedy: { ko: '파일을 나누어 올려 주세요.', en: 'Split the file and upload the parts.' },
      data: { limitBytes },
    });
  }
}

/** The original of a version is not where it was put. */
export class OriginalMissingError extends OnggiError {
  constructor(key: string) {
    super({
      code: 'ORIGINAL_MISSING',
      httpStatus: 410,
      message: { ko: '원본 파일이 저장소에 없습니다.', en: 'The original file is not in the store.' },
      remedy: { ko: '파일을 다시 올려 주세요.', en: 'Upload the file again.' },
      data: { originalKey: key },
    });
  }
}

/** What lies in the store is not what was put there. Reading it again does not help. */
export class OriginalDamagedError extends OnggiError {
  constructor(key: string) {
    super({
      code: 'ORIGINAL_DAMAGED',
      httpStatus: 410,
      message: {
        ko: '저장소의 원본 파일이 올린 것과 다릅니다.',
        en: 'The original file in the store is not the one that was uploaded.',
      },
      remedy: {
        ko: '관리자에게 저장소에서 이 파일을 지워 달라고 한 뒤 다시 올려 주세요.',
        en: 'Ask an administrator to remove this file from the store, then upload it again.',
      },
      data: { originalKey: key },
    });
  }
}

/** The store does not answer or refuses; the same call may work later. */
export class OriginalStoreError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'ORIGINAL_STORE_UNAVAILABLE',
      httpStatus: 503,
      message: { ko: '원본 저장소를 쓸 수 없습니다.', en: 'The store of originals cannot be used.' },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. 이어지면 관리자에게 onggi doctor 결과를 전하세요.',
        en: 'Try again in a moment. If it goes on, send an administrator the output of onggi doctor.',
      },
      retryable: true,
      retryAfterMs: 2_000,
      cause,
    });
  }
}

/** No room left. */
export class OriginalStoreFullError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'ORIGINAL_STORE_FULL',
      httpStatus: 507,
      message: { ko: '원본을 저장할 공간이 없습니다.', en: 'There is no room left to store the file.' },
      remedy: {
        ko: '저장 공간을 늘린 뒤 다시 올려 주세요.',
        en: 'Free some space in the store, then upload it again.',
      },
      retryable: true,
      cause,
    });
  }
}
