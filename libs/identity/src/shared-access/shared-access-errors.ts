import { ConflictError, InvalidInputError } from '@onggi/platform';

/** What was offered is over, or was accepted already. */
export class ShareNotOpenError extends ConflictError {
  constructor(status: string) {
    super(
      { ko: `받아들일 수 있는 제안이 아닙니다(${status}).`, en: `This offer cannot be accepted any more (${status}).` },
      { ko: '상대 관리자에게 다시 제안해 달라고 하세요.', en: 'Ask the other side’s administrator to offer it again.' },
    );
  }
}

/** Groups that the caller's tenant does not have. */
export class UnknownGroupsError extends InvalidInputError {
  constructor(groups: readonly string[]) {
    const names = groups.join(', ');
    super(
      { ko: `없는 그룹입니다: ${names}`, en: `There is no such group: ${names}` },
      { ko: 'GET /api/v1/groups 에 있는 그룹을 쓰세요.', en: 'Use groups that GET /api/v1/groups lists.' },
    );
  }
}

/** An offer that would be over before it begins, has no end, or lasts too long. */
export class InvalidShareTermError extends InvalidInputError {
  constructor() {
    super(
      { ko: '기간이 올바르지 않습니다.', en: 'The period is not valid.' },
      {
        ko: 'expiresAt은 지금과 startsAt보다 뒤, 5년 안이어야 합니다. 겸직(post)만 끝이 없어도 됩니다.',
        en: 'expiresAt has to be later than now and than startsAt, within five years. Only a post may have no end.',
      },
    );
  }
}

/** No one person of the receiver's is known by the e-mail of an offer. */
export class NoSuchPersonError extends InvalidInputError {
  constructor() {
    super(
      { ko: '이 이메일을 쓰는 활성 계정이 하나가 아닙니다.', en: 'Not exactly one active account has this e-mail.' },
      { ko: 'personId로 사람을 지정하세요.', en: 'Name the person by personId.' },
    );
  }
}
