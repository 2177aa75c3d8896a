import { detectLanguage, extractNumbers, leansOnEarlier, tokenize } from '@onggi/language';
import type { ChatMessage, ChatModel, ChatUsage } from '@onggi/models';
import { z } from 'zod';
import { contentWords, WordEvidence } from '../evidence/content-words.js';
import { budgetedJson, type CallBudget } from './budgeted-json.js';

/** A question that can be understood without its conversation. */
export interface StandAloneQuestion {
  question: string;
  usage: ChatUsage;
}

const budget: CallBudget = { tokens: 120, ms: 5_000 };
const noUsage: ChatUsage = { promptTokens: 0, completionTokens: 0 };
const longestEarlier = 400;
const longestRewritten = 400;
/** Share of the rewritten question's words that stand in the two questions it was made of. */
const knownShare = 0.6;

const schema = {
  type: 'object',
  properties: { question: { type: 'string' } },
  required: ['question'],
  additionalProperties: false,
};
const reply = z.object({ question: z.string() });

const turns: readonly [earlier: string, last: string, standAlone: string][] = [
  ['WP-2 펌프의 필터는 얼마나 자주 헹구나요?', '그건 누가 하나요?', 'WP-2 펌프의 필터는 누가 헹구나요?'],
  ['What does a day ticket cost for adults?', 'and for children?', 'What does a day ticket cost for children?'],
  ['출산휴가는 며칠인가요?', '배우자는?', '배우자의 출산휴가는 며칠인가요?'],
  ['Where is the key of room 204 kept?', '왜요?', '204호 열쇠를 그곳에 보관하는 이유는 무엇인가요?'],
  [
    'How long is the warranty of the M40 printer?',
    'Who pays for the shipping?',
    'Who pays for the shipping under the warranty of the M40 printer?',
  ],
];

/**
 * The question as it has to be searched and read. One that leans on an earlier one is rewritten by a large model; where that
 * fails, costs too much or loses what was asked, the earlier question stands before it. A small model is not asked: of five
 * follow-ups in both languages it rewrote none, mostly said the earlier question again, and took 11 s or more each.
 * @param earlier the question before it in the conversation, itself stand-alone
 * @returns undefined when the question stands alone already
 * @throws the signal's reason when aborted
 */
export async function standAloneQuestion(
  model: ChatModel,
  tenant: string,
  of: { question: string; earlier: string },
  signal: AbortSignal,
): Promise<StandAloneQuestion | undefined> {
  const earlier = of.earlier.slice(0, longestEarlier);
  if (!leansOnEarlier(of.question)) return undefined;
  if (!model.writesProse) return { question: composed(earlier, of.question), usage: noUsage };
  const call = {
    tenant,
    messages: standAloneMessages(earlier, of.question),
    schema: { name: 'stand_alone', schema },
    budget,
  };
  const written = await budgetedJson(model, call, signal);
  const usage = written?.usage ?? noUsage;
  const rewritten = reply.safeParse(written?.value).data?.question.replace(/\s+/g, ' ').trim() ?? '';
  return keepsWhatWasAsked(rewritten, { ...of, earlier })
    ? { question: rewritten, usage }
    : { question: composed(earlier, of.question), usage };
}

/** The prompt of the rewriting. */
export function standAloneMessages(earlier: string, question: string): ChatMessage[] {
  const asked = (before: string, last: string): ChatMessage => ({
    role: 'user',
    content: `Earlier question: ${before}\nLast question: ${last}`,
  });
  return [
    {
      role: 'system',
      content:
        'You rewrite the last question of a conversation so that it is understood without the earlier one, in the language of the last question. Keep every name, number and code. You do not answer.',
    },
    ...turns.flatMap(([before, last, standAlone]): ChatMessage[] => [
      asked(before, last),
      { role: 'assistant', content: JSON.stringify({ question: standAlone }) },
    ]),
    asked(earlier, question),
  ];
}

/** Nothing invented, nothing lost: numbers, codes, language, and words of both questions. */
export function keepsWhatWasAsked(
  rewritten: string,
  { question, earlier }: { question: string; earlier: string },
): boolean {
  if (rewritten === '' || rewritten.length > longestRewritten) return false;
  if (detectLanguage(rewritten) !== detectLanguage(question)) return false;
  const [own, before, now] = [exactly(question), exactly(earlier), exactly(rewritten)];
  const isInvented = [...now].some((each) => !own.has(each) && !before.has(each));
  const isLost =
    [...own].some((each) => !now.has(each)) || (own.size === 0 && [...before].some((each) => !now.has(each)));
  if (isInvented || isLost) return false;
  // Words of the other language were translated: they cannot be compared.
  if (detectLanguage(earlier) !== detectLanguage(question)) return true;
  const asked = contentWords(question).filter(({ word }) => !pointer.test(word));
  if (new WordEvidence(rewritten).share(asked) < 1) return false;
  const words = contentWords(rewritten);
  const isFromBefore =
    contentWords(earlier).length === 0 || new WordEvidence(rewritten).share(contentWords(earlier)) > 0;
  return isFromBefore && new WordEvidence(`${earlier} ${question}`).share(words) >= knownShare;
}

/** Words that a rewriting puts other words in place of. */
const pointer =
  /^(?:[그이저](?:건|게|거|것|걸)|그|거기|그럼|그러|그렇|그리고|그런데|근데|다른|나머지|해당|위의|앞의|one|ones|other|others|same|there|what|that)/;

/** Numbers and codes in comparable form. */
function exactly(text: string): Set<string> {
  const codes = tokenize(text).filter(({ unit }) => unit === 'code');
  return new Set([...extractNumbers(text), ...codes.map((code) => code.text)]);
}

/** What asks, in either language; a follow-up without it asks the same of another thing. */
const asking =
  /얼마|언제|누구|누가|어디|어떻|어떤|무엇|무슨|뭐|뭘|왜|몇|며칠|[나까]요|\b(?:what|which|who|whose|where|when|why|how|is|are|do|does|can|may|must)\b(?! about)/i;

/** "그건 얼마야?" asks something new of what the earlier question was about; "and the other one?" asks the same again. */
function composed(earlier: string, question: string): string {
  const isOwn = asking.test(question.replace(/^(?:and |but )?(?:what|how) about\b/i, ''));
  return `${isOwn ? wordsOf(earlier) : earlier} ${question}`.trim();
}

/** Of a question, the words that say what it is about, as they stand there. */
function wordsOf(question: string): string {
  return question
    .split(/\s+/)
    .map((word) => word.replace(/[?!.,]+$/, ''))
    .filter((word) => !asking.test(word) && (contentWords(word).length > 0 || exactly(word).size > 0))
    .join(' ');
}
