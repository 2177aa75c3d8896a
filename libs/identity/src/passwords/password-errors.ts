import { InvalidInputError, OnggiError } from '@onggi/platform';

/** Too many wrong passwords for this account or from this address: the next try is heard later. */
export class TooManyAttemptsError extends OnggiError {
  constructor(retryAfterMs: number) {
    super({
      code: 'TOO_MANY_ATTEMPTS',
      httpStatus: 429,
      message: { ko: '로그인 시도가 너무 많았습니다.', en: 'There were too many attempts to sign in.' },
      remedy: {
        ko: `${Math.ceil(retryAfterMs / 1000)}초 뒤 다시 시도하세요.`,
        en: `Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
      },
      retryable: true,
      retryAfterMs,
    });
  }
}

/** No such account, or another password: which of them is not said. */
export class SignInRefusedError extends OnggiError {
  constructor() {
    super({
      code: 'SIGN_IN_REFUSED',
      httpStatus: 401,
      message: { ko: '메일이나 비밀번호가 맞지 않습니다.', en: 'The e-mail or the password is not right.' },
      remedy: {
        ko: '다시 입력하세요. 비밀번호를 잊었다면 관리자에게 새로 받으세요.',
        en: 'Type them again. If you have forgotten the password, ask your administrator for a new one.',
      },
    });
  }
}

/** The password was right, but an administrator set it to be used once: the same call with `newPassword` signs in. */
export class PasswordChangeRequiredError extends OnggiError {
  constructor() {
    super({
      code: 'PASSWORD_CHANGE_REQUIRED',
      httpStatus: 403,
      message: {
        ko: '처음 받은 비밀번호입니다. 새 비밀번호를 정해야 합니다.',
        en: 'This password can be used once. Choose your own.',
      },
      remedy: { ko: '새 비밀번호를 newPassword 로 함께 보내세요.', en: 'Send the new one along as newPassword.' },
    });
  }
}

export class WeakPasswordError extends InvalidInputError {
  constructor() {
    super(
      { ko: '이 비밀번호는 쓸 수 없습니다.', en: 'This password cannot be used.' },
      {
        ko: '12자 이상 256자 이하로, 쓰던 비밀번호나 메일 주소가 아닌 것을 정하세요. 문장도 좋습니다.',
        en: 'Use 12 to 256 characters, not the old password nor your e-mail. A sentence is fine.',
      },
    );
  }
}
