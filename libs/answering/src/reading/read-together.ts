import type { ChatModel } from '@onggi/models';
import { gateMessages, type PromptParts } from './prompt-parts.js';
import type { Reading } from './reading.js';
import { namesWhatIsUnknown } from './unknown-names.js';
import { yesShare } from './yes-share.js';

/** Share of "yes" from which on the evidence counts as sufficient. */
const threshold = 0.5;
/** When the question names a code that stands nowhere in the evidence, the model has to be surer. */
const unknownNameThreshold = 0.75;

/**
 * Lets a large model read all evidence at once and asks one thing: does it state exactly what is asked, for exactly this
 * item? No similarity tells a near miss from an answer, a reader does.
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError: without a reading there is no answer
 */
export async function readTogether(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  signal: AbortSignal,
): Promise<Reading> {
  const messages = gateMessages(parts);
  const completion = await model.complete({ tenant, messages, maxTokens: 4, choices: ['yes', 'no'] }, signal);
  const needed = namesWhatIsUnknown(parts, parts.evidence) ? unknownNameThreshold : threshold;
  return {
    answerable: yesShare(completion) >= needed,
    evidence: parts.evidence,
    model: completion.model,
    usage: completion.usage,
  };
}
