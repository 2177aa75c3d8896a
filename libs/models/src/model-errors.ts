import { OnggiError } from '@onggi/platform';

/** The model server does not answer, or answers with a server error. Retryable. */
export class ModelUnavailableError extends OnggiError {
  /** @param reply the status and Retry-After of a server that did answer. */
  constructor(model: string, cause: unknown, reply: { status?: number; retryAfterMs?: number | undefined } = {}) {
    super({
      code: 'MODEL_UNAVAILABLE',
      httpStatus: 503,
      message: { ko: '언어 모델이 응답하지 않습니다.', en: 'The language model does not answer.' },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. 쓰던 물음은 남아 있습니다.',
        en: 'Try again in a moment. Your question is kept.',
      },
      retryable: true,
      retryAfterMs: reply.retryAfterMs ?? 2_000,
      data: { model, ...(reply.status === undefined ? {} : { status: reply.status }) },
      cause,
    });
  }
}

/** The model server is at its limit (429). */
export class ModelBusyError extends OnggiError {
  constructor(model: string, retryAfterMs: number) {
    super({
      code: 'MODEL_BUSY',
      httpStatus: 429,
      message: { ko: '지금 물음이 많아 기다려야 합니다.', en: 'Many questions are being answered right now.' },
      remedy: { ko: '잠시 뒤 다시 보내세요.', en: 'Send it again in a moment.' },
      retryable: true,
      retryAfterMs,
      data: { model },
    });
  }
}

/** The model server refuses the request: wrong key, unknown model, a prompt longer than its context. Sending it again will not help. */
export class ModelRefusedError extends OnggiError {
  /** @param detail the server's own words, for the log. */
  constructor(model: string, status: number, detail: string) {
    super({
      code: 'MODEL_REFUSED',
      httpStatus: 502,
      message: { ko: '언어 모델 서버가 요청을 거절했습니다.', en: 'The model server refused the request.' },
      remedy: {
        ko: '관리자에게 알려 주세요. onggi doctor 가 모델 서버의 주소, 키와 모델 이름을 보여 줍니다.',
        en: "Tell an administrator: onggi doctor shows the model server's address, key and model name.",
      },
      data: { model, status, detail },
    });
  }
}

/** The model answered, but not as asked: malformed JSON, a cut-off reply, a vector of the wrong length. */
export class ModelReplyError extends OnggiError {
  constructor(model: string, detail: string, cause?: unknown) {
    super({
      code: 'MODEL_REPLY_INVALID',
      httpStatus: 502,
      message: { ko: '언어 모델의 답을 읽을 수 없습니다.', en: 'The language model gave a reply that cannot be used.' },
      remedy: {
        ko: '다시 시도하세요. 되풀이되면 관리자에게 알려 주세요.',
        en: 'Try again; if it repeats, tell an administrator.',
      },
      retryable: true,
      data: { model, detail },
      cause,
    });
  }
}

/** The server does not serve the model of an embedding profile. Waiting will not help, an administrator will. */
export class EmbeddingModelNotServedError extends OnggiError {
  constructor(model: string, cause: unknown) {
    super({
      code: 'EMBEDDING_MODEL_NOT_SERVED',
      httpStatus: 503,
      message: {
        ko: `모델 서버에 임베딩 모델 '${model}'이(가) 없습니다.`,
        en: `The model server does not serve the embedding model '${model}'.`,
      },
      remedy: {
        ko: `관리자에게 알려 주세요. 그 모델을 띄운 서버의 주소를 ONGGI_EMBEDDING_SERVERS 에 적어야 합니다.`,
        en: 'Tell an administrator: ONGGI_EMBEDDING_SERVERS must name a server that serves this model.',
      },
      data: { model },
      cause,
    });
  }
}

/** No embedding profile of this name, or for vectors of this space, is known to this installation. */
export class UnknownEmbeddingProfileError extends OnggiError {
  constructor(profile: string, known: readonly string[]) {
    super({
      code: 'EMBEDDING_PROFILE_UNKNOWN',
      httpStatus: 422,
      message: {
        ko: `임베딩 프로필 '${profile}'을(를) 알 수 없습니다.`,
        en: `The embedding profile '${profile}' is not known.`,
      },
      remedy: {
        ko: `아는 프로필: ${known.join(', ')}. 다른 프로필은 ONGGI_EMBEDDING_PROFILES 폴더에 두세요.`,
        en: `Known profiles: ${known.join(', ')}. Others belong into the folder ONGGI_EMBEDDING_PROFILES.`,
      },
      data: { profile },
    });
  }
}
