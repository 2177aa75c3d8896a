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

/** A newer run builds the set, or it was removed. */
export class StaleBuildError extends OnggiError {
  constructor(setId: number, attempt: number) {
    super({
      code: 'STALE_BUILD',
      httpStatus: 409,
      message: { ko: '임베딩 집합을 다른 작업이 이어받았습니다.', en: 'Another job has taken over the embedding set.' },
      remedy: { ko: '할 일이 없습니다.', en: 'There is nothing to do.' },
      data: { setId, attempt },
    });
  }
}

/** The set lacks vectors: who was searched in it would not find every document. */
export class EmbeddingSetNotWholeError extends OnggiError {
  constructor(setId: number, { passages, vectors }: { passages: number; vectors: number }) {
    super({
      code: 'EMBEDDING_SET_NOT_WHOLE',
      httpStatus: 409,
      message: {
        ko: `임베딩 집합 ${setId}은(는) 아직 다 만들어지지 않았습니다(${vectors}/${passages}).`,
        en: `The embedding set ${setId} is not whole yet (${vectors} of ${passages} passages).`,
      },
      remedy: {
        ko: '다 만들어질 때까지 기다리세요. 멈춰 있으면 onggi embedding-set build 를 다시 실행하세요.',
        en: 'Wait until it is built; if it stands still, run onggi embedding-set build again.',
      },
      data: { setId, passages, vectors },
    });
  }
}

/** The active set cannot be removed, and there is nothing before it to go back to. */
export class EmbeddingSetInUseError extends OnggiError {
  constructor(setId: number) {
    super({
      code: 'EMBEDDING_SET_IN_USE',
      httpStatus: 409,
      message: {
        ko: `임베딩 집합 ${setId}은(는) 지금 검색에 쓰입니다.`,
        en: `The embedding set ${setId} is the one that is searched.`,
      },
      remedy: {
        ko: '먼저 다른 집합으로 바꾸세요: onggi embedding-set switch.',
        en: 'Switch to another set first: onggi embedding-set switch.',
      },
      data: { setId },
    });
  }
}

/** Questions may still be under way in the set that was replaced. */
export class EmbeddingSetJustReplacedError extends OnggiError {
  constructor(setId: number, retryAfterMs: number) {
    super({
      code: 'EMBEDDING_SET_JUST_REPLACED',
      httpStatus: 409,
      message: {
        ko: `임베딩 집합 ${setId}은(는) 방금까지 검색에 쓰였습니다.`,
        en: `The embedding set ${setId} was searched until a moment ago.`,
      },
      remedy: { ko: '1분 뒤에 다시 하거나 강제로 지우세요.', en: 'Try again in a minute, or force it.' },
      retryable: true,
      retryAfterMs,
      data: { setId },
    });
  }
}

/** There is no set that was searched before. */
export class NoPreviousEmbeddingSetError extends OnggiError {
  constructor() {
    super({
      code: 'NO_PREVIOUS_EMBEDDING_SET',
      httpStatus: 409,
      message: { ko: '되돌아갈 이전 임베딩 집합이 없습니다.', en: 'There is no previous embedding set to go back to.' },
      remedy: {
        ko: 'onggi embedding-set list 로 있는 집합을 보세요.',
        en: 'See which sets there are with onggi embedding-set list.',
      },
    });
  }
}

/** The search engine beside the database was not reached, was too slow, or refused. Its own words are the cause: logged, never sent. */
export class SearchEngineUnavailableError extends OnggiError {
  constructor(cause: unknown) {
    super({
      code: 'SEARCH_ENGINE_UNAVAILABLE',
      httpStatus: 503,
      message: { ko: '지금은 검색 엔진을 쓸 수 없습니다.', en: 'The search engine cannot be used now.' },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. 이어지면 관리자에게 OpenSearch의 상태와 ONGGI_OPENSEARCH_ 설정을 확인해 달라고 하세요.',
        en: 'Try again in a moment. If it goes on, ask an administrator to check OpenSearch and the ONGGI_OPENSEARCH_ settings.',
      },
      retryable: true,
      retryAfterMs: 1000,
      cause,
    });
  }
}
