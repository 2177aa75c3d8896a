import { detectLanguage, tokenize, unsupportedNumbers } from '@onggi/language';
import type { ChatMessage, ChatModel, ChatUsage } from '@onggi/models';
import { z } from 'zod';
import { contradictedUnits } from '../evidence/quantities.js';
import { estimateTokens } from '../evidence/select-evidence.js';
import { budgetedJson, type CallBudget } from './budgeted-json.js';

/** Other ways to search for the same. */
export interface QuestionVariants {
  /** None to three: other words, the other language, keywords. */
  variants: readonly string[];
  usage: ChatUsage;
}

const budget: CallBudget = { tokens: 400, ms: 8_000 };
const noVariants: QuestionVariants = { variants: [], usage: { promptTokens: 0, completionTokens: 0 } };
const kinds = ['paraphrase', 'translation', 'keywords'] as const;
/** Weight that the tokenizer gives to codes, against quantities. */
const codeWeight = 8;

const schema = {
  type: 'object',
  properties: Object.fromEntries(kinds.map((kind) => [kind, { type: 'string' }])),
  required: kinds,
  additionalProperties: false,
};
const reply = z.object({ paraphrase: z.string(), translation: z.string(), keywords: z.string() });
const otherLanguage = { ko: 'English', en: 'Korean' } as const;

const examples: readonly [question: string, variants: z.infer<typeof reply>][] = [
  [
    'WP-2 펌프의 필터는 얼마나 자주 헹구나요?',
    {
      paraphrase: 'WP-2 펌프 필터의 세척 주기는 어떻게 되나요?',
      translation: 'How often is the filter of the WP-2 pump rinsed?',
      keywords: 'WP-2 펌프 필터 세척 청소 주기',
    },
  ],
  [
    'Do I get money back if I cancel 3 days before the course?',
    {
      paraphrase: 'What is refunded for a withdrawal 3 days before the course begins?',
      translation: '강좌 시작 3일 전에 취소하면 환불받을 수 있나요?',
      keywords: 'course cancellation withdrawal refund 3 days before start',
    },
  ],
];

/**
 * Lets a large model say a question in other ways, in one call. A variant that loses or invents a number, unit or code is
 * refused; a question too long for the budget is not asked about.
 * @throws the signal's reason when aborted
 */
export async function questionVariants(
  model: ChatModel,
  tenant: string,
  question: string,
  signal: AbortSignal,
): Promise<QuestionVariants> {
  if (estimateTokens(question) * kinds.length > budget.tokens) return noVariants;
  const call = { tenant, messages: variantMessages(question), schema: { name: 'question_variants', schema }, budget };
  const written = await budgetedJson(model, call, signal);
  if (!written) return noVariants;
  const { data } = reply.safeParse(written.value);
  return { variants: data ? usable(question, Object.values(data)) : [], usage: written.usage };
}

function usable(question: string, written: readonly string[]): string[] {
  const variants = written.map((variant) => variant.replace(/\s+/g, ' ').trim());
  const isNew = (variant: string): boolean => variant !== '' && variant !== question;
  return [...new Set(variants)].filter((variant) => isNew(variant) && keepsFigures(variant, question));
}

/** True when a variant has the numbers, units and codes of the question, and no others. */
export function keepsFigures(variant: string, question: string): boolean {
  const codes = codesOf(variant);
  return (
    unsupportedNumbers(question, variant).length === 0 &&
    unsupportedNumbers(variant, question).length === 0 &&
    contradictedUnits(variant, question).length === 0 &&
    [...codesOf(question)].every((code) => codes.has(code))
  );
}

function codesOf(text: string): Set<string> {
  const codes = tokenize(text).filter(({ unit, weight }) => unit === 'code' && weight >= codeWeight);
  return new Set(codes.map((code) => code.text));
}

/** The prompt of the variants. */
export function variantMessages(question: string): ChatMessage[] {
  const asked = (text: string): ChatMessage => ({
    role: 'user',
    content: `Question: ${text}\nLanguage of the translation: ${otherLanguage[detectLanguage(text)]}`,
  });
  return [
    {
      role: 'system',
      content:
        'Documents in Korean and English are searched for the answer to a question, and its own words did not find it. Say the same question as the documents may: a paraphrase in its language and other words, its translation, and keywords. Keep every name, number and code. You do not answer.',
    },
    ...examples.flatMap(([text, variants]): ChatMessage[] => [
      asked(text),
      { role: 'assistant', content: JSON.stringify(variants) },
    ]),
    asked(question),
  ];
}
