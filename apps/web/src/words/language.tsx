import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import { setMessageLanguage } from '../api/client.js';
import type { Language } from '../api/types.js';
import { remember } from './remember.js';

interface LanguageChoice {
  language: Language;
  setLanguage(language: Language): void;
}

const LanguageContext = createContext<LanguageChoice>({ language: 'ko', setLanguage: () => undefined });

/** What first-paint.js found: the remembered choice, else the browser's language. */
const firstLanguage = (): Language => (document.documentElement.lang === 'en' ? 'en' : 'ko');

/** Holds the language of the page; also of the server's messages, so what was fetched with the other one is fetched anew. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setState] = useState<Language>(() => {
    setMessageLanguage(firstLanguage());
    return firstLanguage();
  });
  const queries = useQueryClient();
  const setLanguage = useCallback(
    (next: Language) => {
      setMessageLanguage(next);
      document.documentElement.lang = next;
      remember('onggi.language', next);
      setState(next);
      void queries.invalidateQueries();
    },
    [queries],
  );
  const choice = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export const useLanguage = () => use(LanguageContext);

/** One page's words in the reader's language. Both languages must have the same shape: a missing one is a type error. */
export function useText<Texts>(texts: { ko: Texts; en: Texts }): Texts {
  return texts[useLanguage().language];
}
