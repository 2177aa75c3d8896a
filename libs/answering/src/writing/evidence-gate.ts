import { tokenize } from '@onggi/language';
import type { ChatModel, ChatUsage } from '@onggi/models';
import { gateMessages, type PromptParts } from './prompt.js';

/**
 * Share of "yes" from which on the evidence counts as sufficient. A little below a half on purpose: what a near miss lacks is found
 * by the checks after it, and a question refused here is lost.
 */
const threshold = 0.36;
/** When the question names a code that stands nowhere in the evidence, E-29 beside E-23 or lamp C, the model has to be surer. */
const unknownCodeThreshold = 0.75;
/** Weight that the tokenizer gives to codes, against quantities. */
const codeWeight = 8;

/** What the gate said. */
export interface GateVerdict {
  answerable: boolean;
  model: string;
  usage: ChatUsage;
}

/**
 * Asks the model one thing: does the evidence state exactly what is asked, for exactly this item? No similarity tells a
 * near miss from an answer, a reader does.
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
  const share = yes + no > 0 ? yes / (yes + no) : Number(completion.text === 'yes');
  const answerable = share >= (namesUnknownCode(parts) ? unknownCodeThreshold : threshold);
  return { answerable, model: completion.model, usage: completion.usage };
}

/** "lamp C", "C등급": one capital letter that tells things of a kind apart. */
const designator = /(?<=[\p{Ll}가-힣]\s)[B-Z](?![A-Za-z\d'.-])|(?<![A-Za-z])[A-Z](?=\s?[가-힣])/gu;
const acronym = /(?<![A-Za-z\d-])[A-Z][A-Z\d]{2,}(?=s?(?![A-Za-z\d]))/g;

/** Does the question name a code, an acronym or one of several by its letter that stands nowhere in the evidence? */
function namesUnknownCode({ question, evidence, terms }: PromptParts): boolean {
  const known = evidence.map(({ passage, section, shown }) => `${passage.title}\n${section}\n${shown}`).join('\n');
  const tokens = new Set(tokenize(known).map(({ text }) => text));
  const codes = tokenize(question).filter(({ unit, weight }) => unit === 'code' && weight >= codeWeight);
  const names = [...(question.match(designator) ?? []), ...(question.match(acronym) ?? [])];
  const isTerm = (name: string): boolean => terms.some(({ matched }) => matched.includes(name));
  return (
    codes.some(({ text }) => !tokens.has(text)) ||
    names.some((name) => !isTerm(name) && !new RegExp(`(?<![A-Za-z])${name}(?=s?(?![A-Za-z]))`).test(known))
  );
}
