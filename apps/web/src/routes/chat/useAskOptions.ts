import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { corporaQuery, expertsQuery } from '../../api/queries.js';
import type { AskRequest, Corpus, CorpusName, Expert, Language } from '../../api/types.js';

/** Whom to ask, where to look and in which language, as chosen for the open conversation. */
export interface AskOptions {
  /** False until it is known whom one can ask and what they read. */
  isReady: boolean;
  experts: Expert[];
  expert: Expert | null;
  setExpert(key: string | null): void;
  /** The collections the expert reads, or all that one may read. */
  corpora: CorpusName[];
  allCorpora: Corpus[];
  /** Keys of the chosen ones; all of them when nothing was narrowed. */
  chosen: string[];
  setChosen(keys: string[]): void;
  language: Language | 'auto';
  setLanguage(language: Language | 'auto'): void;
  /** What goes with the next question. */
  request: Pick<AskRequest, 'expert' | 'corpora' | 'language'>;
}

const noExperts: Expert[] = [];
const noCorpora: Corpus[] = [];

/**
 * @param conversation the open one; null for a new one
 * @param storedExpert the expert that the open conversation was begun with; undefined while it is not known
 */
export function useAskOptions(conversation: string | null, storedExpert: string | null | undefined): AskOptions {
  const expertsRead = useQuery(expertsQuery);
  const corporaRead = useQuery(corporaQuery);
  const experts = expertsRead.data ?? noExperts;
  const allCorpora = corporaRead.data ?? noCorpora;
  const [choice, setChoice] = useState<{ conversation: string | null; expert: string | null } | null>(null);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [language, setLanguage] = useState<Language | 'auto'>('auto');

  // A choice made on the empty page holds for the conversation that its first question opens.
  const own = choice && (choice.conversation === conversation || choice.conversation === null) ? choice : null;
  const key = own ? own.expert : storedExpert === undefined ? (experts[0]?.key ?? null) : storedExpert;
  const expert = experts.find((one) => one.key === key) ?? null;
  const corpora = expert?.corpora ?? allCorpora;
  const keys = corpora.map((corpus) => corpus.key);
  const narrowed = chosen?.filter((one) => keys.includes(one)) ?? [];
  const isNarrowed = narrowed.length > 0 && narrowed.length < keys.length;
  return {
    isReady: !expertsRead.isPending && !corporaRead.isPending,
    experts,
    expert,
    setExpert: (next) => {
      setChoice({ conversation, expert: next });
      setChosen(null);
    },
    corpora,
    allCorpora,
    chosen: isNarrowed ? narrowed : keys,
    setChosen,
    language,
    setLanguage,
    request: {
      ...(expert ? { expert: expert.key } : {}),
      ...(isNarrowed ? { corpora: narrowed } : {}),
      ...(language === 'auto' ? {} : { language }),
    },
  };
}
