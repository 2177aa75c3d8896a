import { OnggiError } from '@onggi/platform';

/** A model file is not what its name says: cut short, another format, or changed on disk. */
export class InvalidModelFileError extends OnggiError {
  /** @param problem what was found, in English, for the log and the administrator. */
  constructor(problem: string, cause?: unknown) {
    super({
      code: 'MODEL_FILE_INVALID',
      httpStatus: 500,
      message: { ko: `모델 파일을 읽을 수 없습니다: ${problem}`, en: `The model file can't be read: ${problem}` },
      remedy: {
        ko: '캐시의 models 폴더에서 그 파일을 지우고 npm start 로 다시 받으세요.',
        en: 'Delete the file from the models folder of the cache and fetch it again with npm start.',
      },
      data: { problem },
      cause,
    });
  }
}

/** A model file that this server needs is not there. */
export class ModelFileMissingError extends OnggiError {
  constructor(path: string) {
    super({
      code: 'MODEL_FILE_MISSING',
      httpStatus: 503,
      message: { ko: `모델 파일이 없습니다: ${path}`, en: `A model file is missing: ${path}` },
      remedy: {
        ko: 'npm start 로 모델을 받거나 ONGGI_CACHE, ONGGI_EMBEDDING_MODEL_PATH, ONGGI_CHAT_MODEL_PATH, ONGGI_MORPHOLOGY_MODEL_PATH 를 확인하세요.',
        en: 'Fetch the models with npm start, or check ONGGI_CACHE, ONGGI_EMBEDDING_MODEL_PATH, ONGGI_CHAT_MODEL_PATH and ONGGI_MORPHOLOGY_MODEL_PATH.',
      },
      data: { path },
    });
  }
}

/** A model computes something else than it must: its vectors would poison an index, so it is not served. */
export class ModelSelfTestError extends OnggiError {
  constructor(problem: string, data: Record<string, unknown>) {
    super({
      code: 'MODEL_SELF_TEST_FAILED',
      httpStatus: 503,
      message: { ko: `모델 자가 시험에 실패했습니다: ${problem}`, en: `The model failed its self-test: ${problem}` },
      remedy: {
        ko: '모델 파일을 지우고 다시 받으세요. 이어지면 이 기계의 CPU와 onnxruntime 버전을 확인하세요.',
        en: "Delete the model's files and fetch them again. If it goes on, check this machine's CPU and onnxruntime's version.",
      },
      data,
    });
  }
}

/** The model is still being prepared, or is being started again after a failure. */
export class ModelNotReadyError extends OnggiError {
  constructor(model: string, cause?: unknown) {
    super({
      code: 'MODEL_NOT_READY',
      httpStatus: 503,
      message: { ko: `${model} 모델을 준비하고 있습니다.`, en: `The model ${model} is being prepared.` },
      remedy: {
        ko: '잠시 뒤 다시 시도하세요. /health/ready 가 상태를 보여 줍니다.',
        en: 'Try again in a moment. /health/ready shows the state.',
      },
      retryable: true,
      retryAfterMs: 2_000,
      cause,
    });
  }
}

/** This server runs without a model that it can do without. Asking again will not help. */
export class ModelNotServedError extends OnggiError {
  constructor(model: string, cause: unknown) {
    super({
      code: 'MODEL_NOT_SERVED',
      httpStatus: 404,
      message: { ko: `${model} 모델을 쓸 수 없습니다.`, en: `The model ${model} is not served here.` },
      remedy: { ko: '/health/ready 가 이유를 보여 줍니다.', en: '/health/ready shows why.' },
      cause,
    });
  }
}

/** The waiting line is full. */
export class QueueFullError extends OnggiError {
  /** @param retryAfterMs when there will probably be room. */
  constructor(lane: string, retryAfterMs: number) {
    super({
      code: 'QUEUE_FULL',
      httpStatus: 429,
      message: { ko: `${lane} 대기열이 가득 찼습니다.`, en: `The queue for ${lane} is full.` },
      remedy: { ko: 'Retry-After 만큼 기다린 뒤 다시 보내세요.', en: 'Send it again after Retry-After.' },
      retryable: true,
      retryAfterMs,
    });
  }
}

/** A worker thread or process of a model ended while it held this request. */
export class ModelInterruptedError extends OnggiError {
  constructor(model: string, cause?: unknown) {
    super({
      code: 'MODEL_INTERRUPTED',
      httpStatus: 503,
      message: { ko: `${model} 모델이 계산하다 멈췄습니다.`, en: `The model ${model} stopped in mid-computation.` },
      remedy: { ko: '다시 시도하세요. 모델은 다시 시작됩니다.', en: 'Try again; the model is started again.' },
      retryable: true,
      retryAfterMs: 2_000,
      cause,
    });
  }
}

/** The caller has gone; nobody reads this, it only ends the work. */
export class RequestAbandonedError extends OnggiError {
  constructor() {
    super({
      code: 'REQUEST_ABANDONED',
      httpStatus: 499,
      message: { ko: '요청한 쪽이 연결을 닫았습니다.', en: 'The caller closed the connection.' },
      remedy: { ko: '필요하면 다시 요청하세요.', en: 'Ask again if you still need it.' },
    });
  }
}
