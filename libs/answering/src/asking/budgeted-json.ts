import type { ChatMessage, ChatModel, ChatUsage } from '@onggi/models';
import { withinBudget } from './within-budget.js';

/** What a side call to the model may cost. */
export interface CallBudget {
  tokens: number;
  ms: number;
}

export interface JsonCall {
  tenant: string;
  messages: readonly ChatMessage[];
  schema: { name: string; schema: Record<string, unknown> };
  budget: CallBudget;
}

/**
 * JSON by the chat model within a budget, for what an answer can do without. A model that is too slow, gone, busy or writes
 * too much leaves nothing, and the log says why.
 * @returns undefined when there is no reply
 * @throws the signal's reason when aborted
 */
export async function budgetedJson(
  model: ChatModel,
  { tenant, messages, schema, budget }: JsonCall,
  signal: AbortSignal,
): Promise<{ value: unknown; usage: ChatUsage } | undefined> {
  return withinBudget(schema.name, budget.ms, signal, async (inTime) => {
    const request = { tenant, messages, schema, maxTokens: budget.tokens };
    const { text, usage } = await model.complete(request, inTime);
    const value: unknown = JSON.parse(text);
    return { value, usage };
  });
}
