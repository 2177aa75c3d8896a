import type { ChatModel, ChatUsage } from '@onggi/models';
import { gateMessages, type PromptParts } from './prompt.js';

/** Share of "yes" from which on evidence counts as sufficient. */
const threshold = 0.5;

/** What the gate said. */
export interface GateVerdict {
  answerable: boolean;
  /** Share of "yes", 0 to 1; undefined when the server tells no probabilities. */
  confidence: number | undefined;
  model: string;
  usage: ChatUsage;
}

/**
 * Asks the model one thing: can this evidence answer exactly this question? No similarity tells a near miss from an
 * answer, a reader does.
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError: without a gate there is no answer
 */
export async function askGate(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  signal: AbortSignal,
): Promise<GateVerdict> {
  const messages = gateMessages(parts);
  const completion = await model.complete({ tenant, messages, maxTokens: 4, choices: ['yes', 'no'] }, signal);
  const { yes = 0, no = 0 } = completion.choiceProbabilities ?? {};
  const confidence = yes + no > 0 ? yes / (yes + no) : undefined;
  return {
    answerable: confidence === undefined ? completion.text === 'yes' : confidence >= threshold,
    confidence,
    model: completion.model,
    usage: completion.usage,
  };
}
