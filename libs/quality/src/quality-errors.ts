import { ConflictError, InvalidInputError, OnggiError } from '@onggi/platform';

/** A key that cannot name a set. */
export class InvalidSetKeyError extends InvalidInputError {
  constructor(key: string) {
    super(
      { ko: `'${key}'은(는) 평가 세트의 키로 쓸 수 없습니다.`, en: `'${key}' cannot be the key of an evaluation set.` },
      {
        ko: '글자나 숫자로 시작하고 글자, 숫자, 밑줄, 점, 붙임표만 쓰세요(63자까지).',
        en: 'Begin with a letter or digit and use letters, digits, underscores, dots and hyphens only (63 at most).',
      },
    );
  }
}

/** Judgements of documents that the tenant does not have, or whose name fits several. */
export class UnknownDocumentsError extends InvalidInputError {
  constructor(names: readonly string[]) {
    const named = names.slice(0, 5).join(', ');
    super(
      { ko: `이 문서를 찾을 수 없습니다: ${named}`, en: `These documents cannot be found: ${named}` },
      {
        ko: '문서의 id, 올릴 때의 외부 id 또는 경로를 보내고, 여러 문서에 맞는 이름이면 corpus 로 좁히세요.',
        en: "Send a document's id, its external id or its path; narrow by corpus where a name fits several.",
      },
      { names },
    );
  }
}

/** A question that would measure nothing cannot be approved. */
export class UnmeasurableQuestionError extends InvalidInputError {
  constructor() {
    super(
      { ko: '이 질문으로는 아무것도 잴 수 없습니다.', en: 'This question would measure nothing.' },
      {
        ko: '맞는 문서나 답을 적거나, 답이 없는 질문이면 unanswerable 로 표시한 뒤 승인하세요.',
        en: 'Name a relevant document or an answer, or mark it unanswerable, then approve it.',
      },
    );
  }
}

/** A set without an approved question. */
export class NothingApprovedError extends ConflictError {
  constructor() {
    super(
      { ko: '이 평가 세트에는 승인된 질문이 없습니다.', en: 'This evaluation set has no approved question.' },
      {
        ko: '질문을 더하거나 초안을 승인한 뒤 다시 시작하세요.',
        en: 'Add questions or approve drafts, then start again.',
      },
    );
  }
}

/** Runs that do not compare. */
export class RunsNotComparableError extends ConflictError {
  constructor() {
    super(
      { ko: '이 두 실행은 비교할 수 없습니다.', en: 'These two runs cannot be compared.' },
      {
        ko: '같은 평가 세트를 끝까지 잰 실행 둘을 고르세요.',
        en: 'Choose two finished runs of the same evaluation set.',
      },
    );
  }
}

/** Answers are given from the set that is searched; another one can only be searched to measure it. */
export class SearchMeasuredOnlyError extends InvalidInputError {
  constructor() {
    super(
      {
        ko: '쓰이고 있지 않은 임베딩 집합으로는 검색만 잴 수 있습니다.',
        en: 'In an embedding set that is not the active one only search can be measured.',
      },
      { ko: 'answers 없이 다시 시작하세요.', en: 'Start again without answers.' },
    );
  }
}

/** A switch of what everybody searches needs two runs that show that nothing gets worse. */
export class NoEvidenceError extends ConflictError {
  /** @param shown what the runs show instead; undefined where they are none of these two sets */
  constructor(shown?: string) {
    super(
      {
        ko: `새 임베딩 집합이 나쁘지 않다는 것이 보이지 않습니다${shown === undefined ? '.' : `: ${shown}`}`,
        en: `It is not shown that the new embedding set is no worse${shown === undefined ? '.' : `: ${shown}`}`,
      },
      {
        ko: '같은 평가 세트를 지금 집합과 새 집합(embeddingSet)으로 재어 두 실행의 id 를 evidence 로 보내거나, force 와 이유를 보내세요.',
        en: 'Measure one evaluation set in the active set and in the new one (embeddingSet) and send the ids of both runs as evidence, or send force with a reason.',
      },
    );
  }
}

/** Whoever started the work may read nothing any more. */
export class StarterGoneError extends OnggiError {
  constructor() {
    super({
      code: 'STARTER_GONE',
      httpStatus: 409,
      message: {
        ko: '이 일을 시작한 사람이나 키가 더는 유효하지 않습니다.',
        en: 'The person or key that started this is not valid any more.',
      },
      remedy: { ko: '유효한 계정이나 키로 다시 시작하세요.', en: 'Start it again with a valid account or key.' },
    });
  }
}

/** The embedding model was switched in the middle of a run: half of it measured one index, half another. */
export class IndexSwitchedError extends OnggiError {
  constructor() {
    super({
      code: 'INDEX_SWITCHED',
      httpStatus: 409,
      message: {
        ko: '재는 동안 임베딩 모델이 바뀌어 결과를 쓸 수 없습니다.',
        en: 'The embedding model was switched while this was measured, so the result means nothing.',
      },
      remedy: { ko: '다시 시작하세요.', en: 'Start it again.' },
    });
  }
}
