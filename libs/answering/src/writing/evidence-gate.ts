import { tokenize } from '@onggi/language';
import type { ChatModel, ChatUsage } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { gateMessages, lettersOf, pickMessages, type PromptParts } from './prompt.js';

/** Share of "yes" from which on a sentence counts as the answer. */
const threshold = 0.5;
/** When the question names a code that stands nowhere in the evidence, E-29 beside E-23, the model has to be surer. */
const unknownCodeThreshold = 0.75;
/** Sentences that are looked at closely. */
const mostLookedAt = 2;
/** Weight that the tokenizer gives to codes, against quantities. */
const codeWeight = 8;

/** What the gate said. */
export interface GateVerdict {
  /** The sentence that answers the question; undefined when none does. */
  sentence: EvidenceSentence | undefined;
  /** Sentences that came nearest, best first. */
  nearest: readonly EvidenceSentence[];
  model: string;
  usage: ChatUsage;
}

/**
 * Lets the model point at the sentence nearest to the answer, then asks of it one thing: does it state exactly what is
 * asked, for exactly this item? No similarity tells a near miss from an answer, a reader does.
 * @throws ModelUnavailableError, ModelBusyError, ModelReplyError: without a gate there is no answer
 */
export async function askGate(
  model: ChatModel,
  tenant: string,
  parts: PromptParts,
  signal: AbortSignal,
): Promise<GateVerdict> {
  const usage: ChatUsage = { promptTokens: 0, completionTokens: 0 };
  const choose = async (messages: ReturnType<typeof pickMessages>, choices: readonly string[]) => {
    const completion = await model.complete({ tenant, messages, maxTokens: 4, choices }, signal);
    usage.promptTokens += completion.usage.promptTokens;
    usage.completionTokens += completion.usage.completionTokens;
    return completion;
  };
  const picked = await choose(pickMessages(parts), lettersOf(parts.evidence));
  const nearest = ranked(parts.evidence, picked.choiceProbabilities ?? { [picked.text]: 1 }).slice(0, mostLookedAt);
  const needed = namesUnknownCode(parts) ? unknownCodeThreshold : threshold;
  let best: { sentence: EvidenceSentence; confidence: number } | undefined;
  for (const sentence of nearest) {
    const { text, choiceProbabilities = {} } = await choose(gateMessages(parts, sentence), ['yes', 'no']);
    const { yes = 0, no = 0 } = choiceProbabilities;
    const confidence = yes + no > 0 ? yes / (yes + no) : Number(text === 'yes');
    if (confidence > (best?.confidence ?? 0)) best = { sentence, confidence };
  }
  const sentence = best && best.confidence >= needed ? best.sentence : undefined;
  return { sentence, nearest, model: picked.model, usage };
}

function ranked(evidence: readonly EvidenceSentence[], probabilities: Record<string, number>): EvidenceSentence[] {
  return lettersOf(evidence)
    .map((letter, index) => ({ sentence: evidence[index], probability: probabilities[letter] ?? 0 }))
    .filter(({ probability }) => probability > 0)
    .sort((left, right) => right.probability - left.probability)
    .flatMap(({ sentence }) => sentence ?? []);
}

function namesUnknownCode({ question, evidence }: PromptParts): boolean {
  const known = new Set(
    evidence.flatMap(({ passage, section, shown }) =>
      tokenize(`${passage.title}\n${section}\n${shown}`).map(({ text }) => text),
    ),
  );
  return tokenize(question).some(
    ({ unit, text, weight }) => unit === 'code' && weight >= codeWeight && !known.has(text),
  );
}
