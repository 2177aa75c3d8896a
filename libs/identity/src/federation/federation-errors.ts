import { InvalidInputError, OnggiError, type LocalizedText } from '@onggi/platform';

const askAgain: LocalizedText = {
  ko: '로그인 화면에서 다시 시작하세요. 되풀이되면 요청 번호를 관리자에게 알려 주세요.',
  en: 'Start again from the sign-in page. If it repeats, give an administrator the request number.',
};

/** What came back does not prove who it is: wrong state, nonce, issuer, audience, signature, or a code that was used. */
export class SignInUnverifiedError extends OnggiError {
  /** @param cause for the log; the reader learns no detail that would help to forge the next one */
  constructor(cause: unknown) {
    super({
      code: 'SIGN_IN_UNVERIFIED',
      httpStatus: 400,
      message: {
        ko: '로그인 제공자가 보낸 응답을 확인하지 못해 로그인하지 않았습니다.',
        en: 'You were not signed in: what the identity provider sent could not be verified.',
      },
      remedy: askAgain,
      cause,
    });
  }
}

/** The browser brings no sign-in under way: too late, another browser, another tab that began later, cookies refused. */
export class SignInExpiredError extends OnggiError {
  constructor() {
    super({
      code: 'SIGN_IN_EXPIRED',
      httpStatus: 400,
      message: {
        ko: '이 브라우저에서 시작한 로그인을 찾지 못했습니다. 10분이 지났거나 다른 탭에서 다시 시작했습니다.',
        en: 'No sign-in that began in this browser was found. It took over 10 minutes, or another tab began a later one.',
      },
      remedy: {
        ko: '로그인 화면에서 다시 시작하세요. 쿠키를 막았다면 이 사이트에는 허용하세요.',
        en: 'Start again from the sign-in page. If cookies are blocked, allow them for this site.',
      },
    });
  }
}

/** The person said no at the provider, or the provider did not let the person pass. */
export class SignInDeniedError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'SIGN_IN_DENIED',
      httpStatus: 400,
      message: {
        ko: '로그인 제공자에서 로그인이 취소되었거나 거부되었습니다.',
        en: 'The sign-in was cancelled or refused at the identity provider.',
      },
      remedy: {
        ko: '다시 시도하세요. 거부되었다면 로그인 제공자의 관리자에게 이 앱의 사용 권한을 요청하세요.',
        en: 'Try again. If it was refused, ask the administrator of the identity provider for access to this application.',
      },
      cause,
    });
  }
}

export class IdentityProviderUnavailableError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'IDENTITY_PROVIDER_UNAVAILABLE',
      httpStatus: 503,
      message: {
        ko: '로그인 제공자에 연결하지 못했습니다.',
        en: 'The identity provider cannot be reached.',
      },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. 이어지면 관리자에게 로그인 제공자의 주소와 상태를 확인해 달라고 하세요.',
        en: 'Try again in a moment. If it goes on, ask an administrator to check the address and state of the provider.',
      },
      retryable: true,
      retryAfterMs: 5_000,
      cause,
    });
  }
}

/** The provider answers, but not as its settings here say: wrong client or secret, another issuer, no endpoint. */
export class IdentityProviderMisconfiguredError extends OnggiError {
  constructor(cause: unknown, remedy?: LocalizedText) {
    super({
      code: 'IDENTITY_PROVIDER_MISCONFIGURED',
      httpStatus: 502,
      message: {
        ko: '로그인 제공자의 설정이 맞지 않습니다.',
        en: 'The settings of the identity provider do not fit.',
      },
      remedy: remedy ?? {
        ko: '관리자에게 발급자 주소, 클라이언트 아이디와 비밀 값을 확인해 달라고 하세요(onggi identity-provider show).',
        en: 'Ask an administrator to check issuer, client id and client secret (onggi identity-provider show).',
      },
      cause,
    });
  }
}

/** The provider left the groups out because there are too many of them (Entra ID: groups overage). */
export class GroupsLeftOutError extends IdentityProviderMisconfiguredError {
  constructor() {
    super(new Error('the groups claim is replaced by a reference (_claim_names)'), {
      ko: '그룹이 너무 많아 로그인 제공자가 보내지 않았습니다. 관리자에게 이 앱에 배정된 그룹만 보내게 하거나 SCIM을 쓰도록 요청하세요.',
      en: 'The provider left the groups out because there are too many. Ask an administrator to send only groups assigned to this application, or to use SCIM.',
    });
  }
}

export class AccountSuspendedError extends OnggiError {
  constructor() {
    super({
      code: 'ACCOUNT_SUSPENDED',
      httpStatus: 403,
      message: { ko: '이 계정은 사용이 중지되었습니다.', en: 'This account is suspended.' },
      remedy: { ko: '관리자에게 문의하세요.', en: 'Ask an administrator.' },
    });
  }
}

/** The provider vouches for the person, but nothing of what it says gives a role here. */
export class NoRoleError extends OnggiError {
  constructor() {
    super({
      code: 'NO_ROLE',
      httpStatus: 403,
      message: {
        ko: '로그인은 확인되었지만 이 회사의 옹기를 쓸 권한이 없습니다.',
        en: 'You were recognised, but nothing gives you a role in Onggi at this company.',
      },
      remedy: {
        ko: '관리자에게 로그인 제공자에서 옹기 역할을 배정해 달라고 하세요.',
        en: 'Ask an administrator to assign you a role for Onggi at the identity provider.',
      },
    });
  }
}

/** An address that requests may not go to. */
export class ProviderAddressError extends InvalidInputError {
  constructor(readonly host: string) {
    super(
      {
        ko: `로그인 제공자의 주소로 '${host}'을(를) 쓸 수 없습니다.`,
        en: `'${host}' cannot be an address of an identity provider.`,
      },
      {
        ko: 'https 주소를 쓰세요. 사내 주소라면 운영자가 ONGGI_OIDC_INTERNAL_HOSTS 에 호스트를 넣어야 합니다.',
        en: 'Use an https address. For an internal one the operator has to name the host in ONGGI_OIDC_INTERNAL_HOSTS.',
      },
    );
  }
}

/** Thrown to the provider, in the words of the OAuth error registry. */
export class LogoutTokenError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'LOGOUT_TOKEN_INVALID',
      httpStatus: 400,
      message: { ko: '로그아웃 토큰이 올바르지 않습니다.', en: 'The logout token is not valid.' },
      remedy: {
        ko: '발급자, 클라이언트 아이디, 서명 키와 시각을 확인하세요.',
        en: 'Check issuer, client id, signing key and clock.',
      },
      cause,
    });
  }
}
