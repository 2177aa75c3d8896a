import { InternalError } from './common-errors.js';
import { OnggiError, type ErrorBody, type Language } from './onggi-error.js';

/** Any thrown value as a named error: unknown ones become InternalError with the original as cause. */
export function asOnggiError(error: unknown): OnggiError {
  return error instanceof OnggiError ? error : new InternalError(error);
}

/** The only place where an error turns into words for a client. */
export function toErrorBody(error: OnggiError, language: Language, requestId: string): ErrorBody {
  return {
    code: error.code,
    message: error.localizedMessage[language],
    remedy: error.remedy[language],
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    requestId,
  };
}

/** Korean unless English is preferred: the first of ko and en in the header by quality, Korean when neither is named. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wishes = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((wish) => /^(ko|en)(-|$)/.test(wish.tag) && wish.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return wishes[0]?.tag.startsWith('en') ? 'en' : 'ko';
}
