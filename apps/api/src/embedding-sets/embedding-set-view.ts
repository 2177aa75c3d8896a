import type { Language } from '@onggi/platform';
import type { EmbeddingSetState, NamedEmbeddingSet } from '@onggi/retrieval';

/** An embedding set as the API shows it. */
export interface EmbeddingSetView {
  id: number;
  /** Null for a model that this installation has no profile of. */
  profile: string | null;
  model: string;
  variant: string;
  dimensions: number;
  centringVersion: string;
  state: EmbeddingSetState;
  stateSince: string;
  /** Null until it holds a vector of every passage. */
  wholeAt: string | null;
  done: number;
  total: number;
  problem: { code: string; message: string; remedy: string } | null;
}

export function embeddingSetView(set: NamedEmbeddingSet, language: Language): EmbeddingSetView {
  const { setId: id, profileName: profile, state, problem } = set;
  return {
    id,
    profile,
    ...set.profile,
    state,
    stateSince: set.stateSince.toISOString(),
    wholeAt: set.wholeAt?.toISOString() ?? null,
    ...set.progress,
    problem: problem && { code: problem.code, message: problem.message[language], remedy: problem.remedy[language] },
  };
}
