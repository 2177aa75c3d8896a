import type { ChatCompletion } from '@onggi/models';

/** How much more probable yes is than no, 0 to 1; the word itself when the server tells no probabilities. */
export function yesShare(completion: ChatCompletion): number {
  const { yes = 0, no = 0 } = completion.choiceProbabilities ?? {};
  return yes + no > 0 ? yes / (yes + no) : Number(completion.text === 'yes');
}
