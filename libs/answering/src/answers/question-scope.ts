import { readableCorpus } from '@onggi/corpus';
import type { LocalizedText } from '@onggi/platform';
import type { TenantTransaction } from '@onggi/tenancy';
import { expertNamed, glossaryOf } from '../experts/expert.service.js';
import type { PipelineRequest } from './answer-pipeline.js';

export type QuestionScope = Pick<PipelineRequest, 'corpora' | 'glossary' | 'persona'> & { expertId: string | null };

const nobody: LocalizedText = { ko: '', en: '' };

/**
 * Who answers and where: what the caller names and what the expert covers, whichever is narrower.
 * @throws ExpertNotFoundError, CorpusNotFoundError
 */
export async function scopeOf(
  transaction: TenantTransaction,
  input: { expert?: string; corpora?: readonly string[] },
): Promise<QuestionScope> {
  const named: string[] = [];
  for (const corpus of input.corpora ?? []) named.push((await readableCorpus(transaction, corpus)).id);
  const wanted = input.corpora === undefined ? undefined : named;
  if (input.expert === undefined) {
    return { expertId: null, corpora: wanted, glossary: await glossaryOf(transaction, null), persona: nobody };
  }
  const expert = await expertNamed(transaction, input.expert);
  const covered = expert.corpora.length === 0 ? undefined : expert.corpora.map(({ id }) => id);
  const corpora = wanted && covered ? wanted.filter((id) => covered.includes(id)) : (wanted ?? covered);
  return { expertId: expert.id, corpora, glossary: expert.glossary, persona: expert.persona };
}
