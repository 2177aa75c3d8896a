import { detectLanguage } from '@onggi/language';
import type { ChatModel } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { canAnswer } from '../evidence/can-answer.js';
import { shareOfQuestion } from '../evidence/share-of-question.js';
import type { PromptParts } from './prompt-parts.js';
import { yesShare } from './yes-share.js';
import { namesWhatIsUnknown } from './unknown-names.js';
import { publicMessages, readingMessages } from './reading-prompt.js';
import type { Reading } from './reading.js';

/** Sentences read, at most. Each costs a small model on a CPU the better part of a second. */
const mostRead = 16;
/** Share of "yes" from which on a sentence counts as the answer: in the other language, and in the question's own with all and none of its words. */
const needed = { otherLanguage: 0.54, allWords: 0.4, noWord: 0.76 } as const;
/** Share that is needed when the question names a code that stands nowhere near: E-29 beside E-23, lamp C beside lamp B. */
const unknownNameThreshold = 0.9;
/** When to look for nothing better: after so many sentences, from this share on. The most promising are read first. */
const sureEnough: readonly { afterReading: number; share: number }[] = [
  { afterReading: 1, share: 0.9 },
  { afterReading: 6, share: 0.75 },
  { afterReading: 12, share: 0.6 },
];

/**
 * Puts each sentence beside the question and asks the model whether it is the answer: pointwise reading, as in pointwise
 * relevance generation (Liang et al., HELM, 2022; Nogueira et al., monoT5, 2020). A small model that loses its way among
 * ten sentences tells one from another well, and the sentence it is surest of is what the answer stands on.
 * @param parts its evidence: sentences, most promising first
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError: without a reading there is no answer
 */
export async function readOneByOne(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  signal: AbortSignal,
): Promise<Reading> {
  const usage = { promptTokens: 0, completionTokens: 0 };
  const read: { sentence: EvidenceSentence; share: number }[] = [];
  let name: string | null = null;
  for (const [index, sentence] of candidates(parts).entries()) {
    const messages = readingMessages({ ...parts, sentence });
    const completion = await model.complete(
      { tenant, messages, publicMessages, maxTokens: 4, choices: ['yes', 'no'] },
      signal,
    );
    usage.promptTokens += completion.usage.promptTokens;
    usage.completionTokens += completion.usage.completionTokens;
    name = completion.model;
    const share = yesShare(completion);
    if (share >= neededShare(parts, sentence)) read.push({ sentence, share });
    const best = Math.max(0, ...read.map((each) => each.share));
    if (sureEnough.some((enough) => index + 1 >= enough.afterReading && best >= enough.share)) break;
  }
  read.sort((left, right) => right.share - left.share);
  return { answerable: read.length > 0, evidence: read.map(({ sentence }) => sentence), model: name, usage };
}

/** How sure the model has to be: the less a sentence has of what the question names, the likelier it is a near miss. */
function neededShare(parts: PromptParts, sentence: EvidenceSentence): number {
  if (namesWhatIsUnknown(parts, [sentence])) return unknownNameThreshold;
  if (sentence.language !== detectLanguage(parts.question)) return needed.otherLanguage;
  return needed.noWord - (needed.noWord - needed.allWords) * shareOfQuestion(parts.question, sentence);
}

/** What can't be the answer is not read: another kind of thing than asked, or of another one of a kind. */
function candidates({ question, evidence }: PromptParts): readonly EvidenceSentence[] {
  return evidence.filter((sentence) => canAnswer(question, sentence)).slice(0, mostRead);
}
