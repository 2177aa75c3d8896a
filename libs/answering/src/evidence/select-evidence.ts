import type { EvidenceSentence } from './evidence.js';
import { rankSentences } from './rank-sentences.js';

/** Sentences that a large model reads at once, at most. */
export const mostSentences = 24;

/** What a chat model makes of a text, in tokens: an estimate on the high side for Korean and English (Qwen's vocabulary). */
export function estimateTokens(text: string): number {
  const hangul = text.match(/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/g)?.length ?? 0;
  const digits = text.match(/\d/g)?.length ?? 0;
  return Math.ceil(hangul * 0.75 + digits + (text.length - hangul - digits) * 0.28) + 2;
}

/**
 * The sentences worth reading within a budget of prompt tokens. They come out by passage, best first, each passage in
 * its own order.
 * @param passages sentences of each passage, best passage first
 * @param equivalents what the glossary calls the question's terms in either language
 */
export function selectEvidence(
  passages: readonly (readonly EvidenceSentence[])[],
  question: string,
  equivalents: readonly string[],
  tokenBudget: number,
): EvidenceSentence[] {
  const picked = new Set<EvidenceSentence>();
  const headings = new Set<string>();
  let left = tokenBudget;
  for (const sentence of rankSentences(passages, question, equivalents)) {
    if (picked.size >= mostSentences) break;
    const { versionId } = sentence.passage;
    const heading = headingLine(sentence, headings.has(versionId));
    const isStanding = headings.has(versionId + headingLine(sentence));
    const cost = estimateTokens(sentence.shown) + 2 + (isStanding ? 0 : estimateTokens(heading));
    if (cost > left) continue;
    picked.add(sentence);
    headings.add(versionId).add(versionId + headingLine(sentence));
    left -= cost;
  }
  return passages.flat().filter((sentence) => picked.has(sentence));
}

/** Where a sentence stands, as the model reads it above the sentence: the title, once a document, and the innermost headings. */
export function headingLine({ passage, section }: EvidenceSentence, isSameDocument = false): string {
  const parts = section.split(' › ').filter((part) => part !== '' && part !== passage.title);
  return [isSameDocument ? '' : passage.title, ...parts.slice(-2)].join(' › ').trim();
}
