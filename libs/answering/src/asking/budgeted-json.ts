import { createLogger, OnggiError } from '@onggi/platform';
import type { ChatMessage, ChatModel, ChatUsage } from '@onggi/models';

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

const log = createLogger('asking');

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
  const inTime = AbortSignal.timeout(budget.ms);
  try {
    const request = { tenant, messages, schema, maxTokens: budget.tokens };
    const { text, usage } = await model.complete(request, AbortSignal.any([signal, inTime]));
    return { value: JSON.parse(text), usage };
  } catch (error) {
    signal.throwIfAborted();
    if (!inTime.aborted && !(error instanceof OnggiError) && !(error instanceof SyntaxError)) throw error;
    log.warn(
      { call: schema.name, afterMs: inTime.aborted ? budget.ms : undefined, error: String(error) },
      'went on without it',
    );
    return undefined;
  }
}
