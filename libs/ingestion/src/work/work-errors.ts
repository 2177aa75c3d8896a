import type { FailureReason } from '@onggi/corpus';

/** The file brought down every process that parsed it. */
export const parserCrashed: FailureReason = {
  code: 'PARSER_CRASHED',
  message: {
    ko: '이 파일을 읽을 때마다 처리 프로그램이 멈추어 격리했습니다.',
    en: 'The worker died each time it read this file, so it was set aside.',
  },
  remedy: {
    ko: '파일을 다른 형식으로 다시 저장해 올려 주세요. 관리자에게도 알려 주세요.',
    en: 'Save the file in another format and upload it, and tell an administrator.',
  },
};

/** A fault without a name, several times in a row. Its cause is in the log. */
export const processingFailed: FailureReason = {
  code: 'PROCESSING_FAILED',
  message: {
    ko: '문서를 처리하다 예상하지 못한 문제가 되풀이되었습니다.',
    en: 'Something unexpected went wrong repeatedly while the document was processed.',
  },
  remedy: {
    ko: '같은 파일을 다시 올려 보고, 되풀이되면 관리자에게 알려 주세요.',
    en: 'Upload the same file again; if it repeats, tell an administrator.',
  },
};

/** A file that could be read but holds no text. */
export const noPassages: FailureReason = {
  code: 'EMPTY_FILE',
  message: { ko: '파일에 내용이 없습니다.', en: 'The file has no content.' },
  remedy: { ko: '내용이 있는 파일을 다시 올려 주세요.', en: 'Upload a file that has text in it.' },
};

/** The document was removed before it was processed. */
export const documentRemoved: FailureReason = {
  code: 'DOCUMENT_REMOVED',
  message: {
    ko: '처리하기 전에 문서가 지워졌습니다.',
    en: 'The document was removed before it was processed.',
  },
  remedy: { ko: '필요하면 파일을 다시 올려 주세요.', en: 'Upload the file again if it is needed.' },
};
