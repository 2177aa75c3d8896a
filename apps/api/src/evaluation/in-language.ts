import type { Language } from '@onggi/platform';
import type { WorkFailure } from '@onggi/quality';

/** Work whose failure is told in one language. */
export type InLanguage<Work extends { error: WorkFailure | null }> = Omit<Work, 'error'> & {
  error: { code: string; message: string; remedy: string } | null;
};

export function inLanguage<Work extends { error: WorkFailure | null }>(
  work: Work,
  language: Language,
): InLanguage<Work> {
  const { error } = work;
  const told = error && { code: error.code, message: error.message[language], remedy: error.remedy[language] };
  return { ...work, error: told };
}
