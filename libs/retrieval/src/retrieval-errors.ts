import { OnggiError } from '@onggi/platform';
import type { EmbeddingProfile } from '@onggi/models';

/** The tenant's passages were embedded by another model, variant or centring than this process uses: their vectors do not compare. */
export class EmbeddingSetMismatchError extends OnggiError {
  constructor(tenant: string, expected: EmbeddingProfile, found: Partial<EmbeddingProfile> | undefined) {
    super({
      code: 'EMBEDDING_SET_MISMATCH',
      httpStatus: 503,
      message: {
        ko: '이 회사의 문서는 다른 임베딩 모델로 색인되어 지금은 검색할 수 없습니다.',
        en: 'The documents of this company were indexed with another embedding model and cannot be searched now.',
      },
      remedy: {
        ko: '관리자에게 알려 주세요. 문서를 지금의 모델로 다시 색인해야 합니다.',
        en: 'Tell an administrator: the documents must be indexed again with the present model.',
      },
      data: { tenant, expected, found },
    });
  }
}
