import { OnggiError, type LocalizedText } from './onggi-error.js';

/** What does not exist and what may not be seen answer alike, to the last byte. */
export class NotFoundError extends OnggiError {
  constructor() {
    super({
      code: 'NOT_FOUND',
      httpStatus: 404,
      message: { ko: '찾는 것이 없거나 볼 권한이 없습니다.', en: "This doesn't exist or isn't shared with you." },
      remedy: {
        ko: '주소를 확인하거나 담당자에게 접근을 요청하세요.',
        en: 'Check the address, or ask the owner for access.',
      },
    });
  }
}

export class UnauthenticatedError extends OnggiError {
  constructor() {
    super({
      code: 'UNAUTHENTICATED',
      httpStatus: 401,
      message: {
        ko: '로그인하지 않았거나 키가 올바르지 않습니다.',
        en: 'You are not signed in, or the key is not valid.',
      },
      remedy: {
        ko: '다시 로그인하거나 유효한 키를 Authorization: Bearer 로 보내세요.',
        en: 'Sign in again, or send a valid key as Authorization: Bearer.',
      },
    });
  }
}

export class ForbiddenError extends OnggiError {
  /** @param role the least role that may do this. */
  constructor(role: string) {
    super({
      code: 'FORBIDDEN',
      httpStatus: 403,
      message: { ko: `이 일을 하려면 ${role} 역할이 필요합니다.`, en: `This needs the role ${role}.` },
      remedy: { ko: '관리자에게 역할을 요청하세요.', en: 'Ask an administrator for the role.' },
    });
  }
}

export class InvalidInputError extends OnggiError {
  constructor(message: LocalizedText, remedy: LocalizedText, data: Record<string, unknown> = {}) {
    super({ code: 'INVALID_INPUT', httpStatus: 400, message, remedy, data });
  }
}

export class ConflictError extends OnggiError {
  constructor(message: LocalizedText, remedy: LocalizedText) {
    super({ code: 'CONFLICT', httpStatus: 409, message, remedy });
  }
}

export class PayloadTooLargeError extends OnggiError {
  /** @param limit as people write it, e.g. "200 MB". */
  constructor(limit: string) {
    super({
      code: 'PAYLOAD_TOO_LARGE',
      httpStatus: 413,
      message: {
        ko: `보낸 내용이 너무 큽니다. 한도는 ${limit}입니다.`,
        en: `The request is too large. The limit is ${limit}.`,
      },
      remedy: { ko: '내용을 나누어 다시 보내세요.', en: 'Split it and send it again.' },
    });
  }
}

export class DatabaseUnavailableError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'DATABASE_UNAVAILABLE',
      httpStatus: 503,
      message: { ko: '데이터베이스에 연결하지 못했습니다.', en: 'The database cannot be reached.' },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. 이어지면 관리자에게 onggi doctor 결과를 전하세요.',
        en: 'Try again in a moment. If it goes on, send an administrator the output of onggi doctor.',
      },
      retryable: true,
      retryAfterMs: 1000,
      cause,
    });
  }
}

/** A fault that has no name yet. Its cause is logged, never sent. */
export class InternalError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'INTERNAL',
      httpStatus: 500,
      message: { ko: '예상하지 못한 문제가 생겼습니다.', en: 'Something unexpected went wrong.' },
      remedy: {
        ko: '다시 시도하고, 되풀이되면 요청 번호를 관리자에게 알려 주세요.',
        en: 'Try again; if it repeats, give an administrator the request number.',
      },
      retryable: true,
      cause,
    });
  }
}
