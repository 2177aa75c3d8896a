import { InvalidInputError, OnggiError } from '@onggi/platform';

/** More was sent in a minute than the limit allows. */
export class RateLimitedError extends OnggiError {
  /** @param limit what is counted, and how many of it a minute may hold */
  constructor(limit: { ko: string; en: string; perMinute: number }, retryAfterMs: number) {
    const count = limit.perMinute.toLocaleString('en');
    super({
      code: 'RATE_LIMITED',
      httpStatus: 429,
      message: {
        ko: `요청이 너무 많습니다. ${limit.ko} 1분에 ${count}번까지 받습니다.`,
        en: `Too many requests. ${limit.en} may send ${count} a minute.`,
      },
      remedy: {
        ko: 'Retry-After 만큼 기다렸다가 다시 보내세요. 늘 부족하면 관리자에게 한도를 올려 달라고 하세요.',
        en: 'Wait as long as Retry-After says and send it again. If it is never enough, ask an administrator to raise the limit.',
      },
      retryable: true,
      retryAfterMs,
    });
  }
}

/** As many event streams are open as may be. */
export class TooManyStreamsError extends OnggiError {
  constructor(who: 'principal' | 'tenant', most: number) {
    const names = {
      principal: { ko: '한 사람이나 키는', en: 'A person or key' },
      tenant: { ko: '한 테넌트는', en: 'A tenant' },
    };
    super({
      code: 'TOO_MANY_STREAMS',
      httpStatus: 429,
      message: {
        ko: `열린 스트림이 너무 많습니다. ${names[who].ko} 동시에 ${most}개까지 엽니다.`,
        en: `Too many streams are open. ${names[who].en} may hold ${most} at once.`,
      },
      remedy: {
        ko: '열어 둔 창이나 연결을 닫고, Retry-After 만큼 기다렸다가 다시 여세요.',
        en: 'Close windows or connections that you have open, wait as long as Retry-After says and open it again.',
      },
      retryable: true,
      retryAfterMs: 5_000,
      data: { who, most },
    });
  }
}

/** The Host header names somebody else: a page of another site whose name was bound to our address, or a missing setting. */
export class UnknownHostError extends OnggiError {
  constructor() {
    super({
      code: 'UNKNOWN_HOST',
      httpStatus: 421,
      message: { ko: '이 이름으로는 답하지 않는 서버입니다.', en: 'This server does not answer to that name.' },
      remedy: {
        ko: '주소를 확인하세요. 맞는 이름이면 관리자가 ONGGI_ALLOWED_HOSTS 에 넣어야 합니다.',
        en: 'Check the address. If the name is right, an administrator has to add it to ONGGI_ALLOWED_HOSTS.',
      },
    });
  }
}

/** A page of another site tried to open a connection with our reader's cookie. */
export class ForeignOriginError extends OnggiError {
  constructor() {
    super({
      code: 'FOREIGN_ORIGIN',
      httpStatus: 403,
      message: {
        ko: '다른 사이트의 화면에서는 연결할 수 없습니다.',
        en: 'A page of another site cannot connect here.',
      },
      remedy: {
        ko: 'Onggi 화면에서 열거나, 프로그램이라면 Origin 헤더 없이 연결하세요.',
        en: 'Open it from a page of Onggi; a program connects without an Origin header.',
      },
    });
  }
}

export class MethodNotAllowedError extends OnggiError {
  constructor(allowed: string) {
    super({
      code: 'METHOD_NOT_ALLOWED',
      httpStatus: 405,
      message: { ko: `${allowed} 요청만 받는 주소입니다.`, en: `This address takes ${allowed} requests only.` },
      remedy: { ko: `${allowed} 로 보내세요.`, en: `Send it as ${allowed}.` },
    });
  }
}

/** The body did not arrive in time. */
export class SlowRequestError extends OnggiError {
  constructor(seconds: number) {
    super({
      code: 'REQUEST_TIMEOUT',
      httpStatus: 408,
      message: {
        ko: `요청이 ${seconds}초 안에 다 오지 않았습니다.`,
        en: `The request did not arrive within ${seconds} seconds.`,
      },
      remedy: { ko: '네트워크를 확인하고 다시 보내세요.', en: 'Check the network and send it again.' },
      retryable: true,
    });
  }
}

export class HeadersTooLargeError extends OnggiError {
  constructor() {
    super({
      code: 'HEADERS_TOO_LARGE',
      httpStatus: 431,
      message: {
        ko: '요청 헤더가 너무 큽니다. 한도는 16 KB입니다.',
        en: 'The headers are too large. The limit is 16 KB.',
      },
      remedy: {
        ko: '이 사이트의 쿠키를 지우거나 헤더를 줄여 다시 보내세요.',
        en: 'Clear the cookies of this site, or send fewer headers.',
      },
    });
  }
}

/** What arrived is no HTTP that can be understood. */
export class BadRequestLineError extends InvalidInputError {
  constructor() {
    super(
      { ko: 'HTTP 요청을 읽을 수 없습니다.', en: 'The HTTP request could not be read.' },
      { ko: '요청 줄과 헤더의 형식을 고쳐 보내세요.', en: 'Correct the request line and the headers.' },
    );
  }
}

/** An address that is not percent-encoded UTF-8, or holds NUL. */
export class BadAddressError extends InvalidInputError {
  constructor() {
    super(
      { ko: '주소를 읽을 수 없습니다.', en: 'The address could not be read.' },
      {
        ko: '경로와 질의를 UTF-8로 퍼센트 인코딩하고, NUL(%00)과 홀로 쓴 %를 빼세요.',
        en: 'Percent-encode path and query as UTF-8, without NUL (%00) and without a bare %.',
      },
    );
  }
}

export type BodyFault = 'utf8' | 'nul' | 'surrogate' | 'depth' | 'json' | 'prototype';

const faults: Record<BodyFault, [message: { ko: string; en: string }, remedy: { ko: string; en: string }]> = {
  utf8: [
    { ko: '본문이 올바른 UTF-8이 아닙니다.', en: 'The body is not valid UTF-8.' },
    { ko: '본문을 UTF-8로 인코딩해 보내세요.', en: 'Encode the body as UTF-8.' },
  ],
  nul: [
    { ko: '글에 NUL 문자(\\u0000)가 있습니다.', en: 'A text holds the character NUL (\\u0000).' },
    { ko: 'NUL 문자를 빼고 다시 보내세요.', en: 'Take the NUL characters out and send it again.' },
  ],
  surrogate: [
    {
      ko: '글에 짝이 없는 서로게이트(\\ud800–\\udfff)가 있습니다.',
      en: 'A text holds half of a surrogate pair (\\ud800–\\udfff).',
    },
    { ko: '잘린 문자를 고쳐 다시 보내세요.', en: 'Repair the broken character and send it again.' },
  ],
  depth: [
    { ko: '본문이 너무 깊이 겹쳐 있습니다.', en: 'The body is nested too deeply.' },
    { ko: '64단계 안으로 줄여 보내세요.', en: 'Keep it within 64 levels.' },
  ],
  json: [
    { ko: '본문이 올바른 JSON이 아닙니다.', en: 'The body is not valid JSON.' },
    { ko: 'JSON 문법을 고쳐 다시 보내세요.', en: 'Correct the JSON and send it again.' },
  ],
  prototype: [
    {
      ko: '본문에 쓸 수 없는 이름(__proto__)이 있습니다.',
      en: 'The body uses a name that is not allowed (__proto__).',
    },
    { ko: '그 항목을 빼고 다시 보내세요.', en: 'Remove that field and send it again.' },
  ],
};

/** A body that is refused before anything of it is used. */
export class BadBodyError extends InvalidInputError {
  constructor(fault: BodyFault) {
    super(...faults[fault]);
  }
}
