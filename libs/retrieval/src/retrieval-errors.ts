import { OnggiError } from '@onggi/platform';
import type { EmbeddingProfile } from '@onggi/models';

/** No question can be put into the space of the tenant's set: there is none, it was taken from search, or its model is unknown here. */
export class EmbeddingSetMismatchError extends OnggiError {
  constructor(tenant: string, found: EmbeddingProfile | undefined) {
    super({
      code: 'EMBEDDING_SET_MISMATCH',
      httpStatus: 503,
      message: {
        ko: '이 회사의 문서는 다른 임베딩 모델로 색인되어 지금은 검색할 수 없습니다.',
        en: 'The documents of this company were indexed with another embedding model and cannot be searched now.',
      },
      remedy: {
        ko: '관리자에게 알려 주세요. onggi embedding-set list 가 어느 모델로 색인했는지 보여 줍니다.',
        en: 'Tell an administrator: onggi embedding-set list shows with which model they were indexed.',
      },
      data: { tenant, found },
    });
  }
}

/** The tenant switched to another embedding set while passages were embedded for the sets before. Embedding them anew helps. */
export class EmbeddingSetsChangedError extends OnggiError {
  constructor(tenant: string) {
    super({
      code: 'EMBEDDING_SETS_CHANGED',
      httpStatus: 409,
      message: { ko: '그사이에 임베딩 모델이 바뀌었습니다.', en: 'The embedding model was changed meanwhile.' },
      remedy: { ko: '다시 시도하세요.', en: 'Try again.' },
      retryable: true,
      data: { tenant },
    });
  }
}
