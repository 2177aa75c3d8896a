import { InvalidInputError } from '@onggi/platform';

/** Characters; a longer text is a document, not a query. */
const queryLimit = 4_000;

/** @throws InvalidInputError when there is nothing to search for, or far too much */
export function checkedQuery(query: string): string {
  if (query.trim() === '') {
    throw new InvalidInputError(
      { ko: '찾을 말이 비어 있습니다.', en: 'The query is empty.' },
      { ko: '찾을 말을 적어 주세요.', en: 'Write what to look for.' },
    );
  }
  if (query.length > queryLimit) {
    throw new InvalidInputError(
      {
        ko: `찾을 말이 너무 깁니다(${query.length.toLocaleString('ko')}자).`,
        en: `The query is too long (${query.length.toLocaleString('en')} characters).`,
      },
      {
        ko: `${queryLimit.toLocaleString('ko')}자 안으로 줄여 주세요.`,
        en: `Shorten it to ${queryLimit.toLocaleString('en')} characters.`,
      },
    );
  }
  return query;
}
