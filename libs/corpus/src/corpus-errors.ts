import { ConflictError, InvalidInputError, OnggiError } from '@onggi/platform';

/** A corpus named by key or id that does not exist, or is another tenant's: the two answer alike. */
export class CorpusNotFoundError extends OnggiError {
  constructor() {
    super({
      code: 'CORPUS_NOT_FOUND',
      httpStatus: 404,
      message: { ko: '문서함이 없거나 볼 권한이 없습니다.', en: "This corpus doesn't exist or isn't shared with you." },
      remedy: {
        ko: '문서함 이름을 확인하거나 먼저 문서함을 만드세요.',
        en: 'Check the key of the corpus, or make the corpus first.',
      },
    });
  }
}

/** A corpus that cannot go, because experts would be left without one and then look everywhere. */
export class CorpusInUseError extends ConflictError {
  constructor(experts: readonly string[]) {
    const named = experts.join(', ');
    super(
      {
        ko: `이 문서함만 보는 전문가가 있습니다: ${named}`,
        en: `There are experts that look in no other corpus: ${named}`,
      },
      {
        ko: '먼저 그 전문가를 지우거나 다른 문서함을 맡기세요.',
        en: 'Remove those experts first, or give them another corpus.',
      },
    );
  }
}

/** A group that the tenant does not have. */
export class UnknownGroupError extends InvalidInputError {
  constructor(groups: readonly string[]) {
    const named = groups.join(', ');
    super(
      { ko: `없는 그룹입니다: ${named}`, en: `There is no such group: ${named}` },
      {
        ko: '그룹 이름을 확인하거나 관리자에게 그룹을 만들어 달라고 하세요.',
        en: 'Check the key of the group, or ask an administrator to make it.',
      },
      { groups: [...groups] },
    );
  }
}

/** A classification that is none of O, S and C. */
export class UnknownLabelError extends InvalidInputError {
  constructor(label: string) {
    super(
      { ko: `'${label}'은(는) 보안 등급이 아닙니다.`, en: `'${label}' is not a classification.` },
      {
        ko: 'O(공개), S(민감), C(기밀) 가운데 하나를 쓰세요.',
        en: 'Use O (open), S (sensitive) or C (confidential).',
      },
    );
  }
}

/** A text that cannot name a corpus. */
export class InvalidCorpusKeyError extends InvalidInputError {
  constructor(key: string) {
    super(
      { ko: `문서함 이름 '${key}'을(를) 쓸 수 없습니다.`, en: `'${key}' cannot be the key of a corpus.` },
      {
        ko: '글자나 숫자로 시작하고 글자, 숫자, 밑줄, 점, 붙임표만 쓰세요(63자까지).',
        en: 'Begin with a letter or digit and use letters, digits, underscores, dots and hyphens only (63 at most).',
      },
    );
  }
}

/** A key that could be taken for the id of a corpus. */
export class CorpusKeyLikeIdError extends InvalidInputError {
  constructor(key: string) {
    super(
      {
        ko: `'${key}'은(는) id처럼 생겨서 문서함의 key로 쓸 수 없습니다.`,
        en: `'${key}' looks like an id and cannot be the key of a corpus.`,
      },
      {
        ko: '다른 key를 쓰세요. 이미 있는 문서함의 이름을 바꾸려면 id가 아니라 key로 지정하세요.',
        en: 'Choose another key. To rename a corpus that exists, name it by its key, not by its id.',
      },
    );
  }
}

/** A cursor that this list did not hand out. */
export class InvalidCursorError extends InvalidInputError {
  constructor() {
    super(
      { ko: '목록의 이어 읽기 표시가 올바르지 않습니다.', en: 'The cursor of the list is not valid.' },
      { ko: '목록을 처음부터 다시 여세요.', en: 'Open the list again from its beginning.' },
    );
  }
}

/** Another attempt on the same version has begun, or the version is finished: this attempt's work is void. */
export class StaleAttemptError extends OnggiError {
  constructor(versionId: string, attempt: number) {
    super({
      code: 'STALE_ATTEMPT',
      httpStatus: 409,
      message: { ko: '더 새로운 처리가 시작되었습니다.', en: 'A newer attempt on this document has begun.' },
      remedy: { ko: '할 일이 없습니다.', en: 'Nothing needs to be done.' },
      data: { versionId, attempt },
    });
  }
}
