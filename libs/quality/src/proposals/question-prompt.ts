import { holdsAnswer } from '@onggi/evaluation';
import { detectLanguage, tokenize } from '@onggi/language';
import type { ChatMessage, ChatModel } from '@onggi/models';
import type { Language } from '@onggi/platform';
import { z } from 'zod';
import { askableSentences } from './askable-sentence.js';
import type { SampledPassage } from './sampled-passage.js';

export interface ProposedQuestion {
  text: string;
  language: Language;
  /** Words of the passage. */
  answer: string;
}

/** Why a passage came to no draft. */
export type DiscardReason =
  | 'NO_SENTENCE'
  | 'CUT_OFF'
  | 'NOT_JSON'
  | 'NO_QUESTION'
  | 'OTHER_LANGUAGE'
  | 'POINTS_AT_TEXT'
  | 'ANSWER_NOT_IN_PASSAGE'
  | 'ANSWER_IN_QUESTION'
  | 'NAMES_NOTHING'
  | 'NEAR_DUPLICATE'
  | 'NO_REPLY';

/** What came of a passage. */
export type Proposal = { model: string | null } & ({ proposed: ProposedQuestion } | { discarded: DiscardReason });

const reply = z.object({ answer: z.string(), question: z.string() });
/** The answer first: a small model finds a question for a few words, and writes of everything when it begins with the question. */
const schema = {
  name: 'question',
  schema: {
    type: 'object',
    properties: { answer: { type: 'string' }, question: { type: 'string' } },
    required: ['answer', 'question'],
    additionalProperties: false,
  },
};

const instructions: Record<Language, string> = {
  ko:
    '문장 하나를 읽고, 그 문장의 짧은 말 하나가 답이 되는 질문을 만듭니다. 질문은 문장을 보지 않은 직원이 검색창에 적을 만한 것으로, ' +
    '무엇에 관한 것인지 이름을 밝힙니다. 답은 문장에 있는 말 그대로 적습니다.',
  en:
    'You read one sentence and write a question to which a few of its words are the answer. An employee who does not see the sentence ' +
    'could type it into a search box: it names what it is about. The answer is written as it stands in the sentence.',
};

type Example = [place: string, sentence: string, answer: string, question: string];
const examples: Record<Language, readonly Example[]> = {
  ko: [
    [
      '사무실 안내 › 회의실',
      '회의실은 하루에 두 시간까지 예약할 수 있다.',
      '두 시간',
      '회의실은 하루에 몇 시간까지 예약할 수 있나요?',
    ],
    ['WP-2 펌프 › 점검', '필터는 매주 헹구고, 씰은 3년마다 바꾼다.', '3년', 'WP-2 펌프의 씰은 몇 년마다 바꾸나요?'],
    ['출입 규정', '방문증은 안내 데스크에서 발급한다.', '안내 데스크', '방문증은 어디에서 발급하나요?'],
  ],
  en: [
    [
      'Office guide › Rooms',
      'A meeting room can be booked for up to two hours a day.',
      'two hours',
      'For how long can a meeting room be booked a day?',
    ],
    [
      'Water pump WP-2 › Care',
      'The filter is rinsed every week and the seal is replaced after 3 years.',
      '3 years',
      'After how many years is the seal of the water pump WP-2 replaced?',
    ],
    [
      'Access rules',
      'Visitor badges are issued at the front desk.',
      'the front desk',
      'Where are visitor badges issued?',
    ],
  ],
};

const maxTokens = 160;
const sentencesTried = 2;
/** The instruction and the examples: the same for all passages of a language. */
const publicMessages = 1 + 2 * examples.ko.length;
const shortest = 6;
const longest = 300;
/** A sentence with a question mark behind it. */
const isStatement = /[가-힣]다\s*[?.]?$/;
/** A question about "this text" or "this policy" means nothing to who does not see it. */
const pointsAtText =
  /^제\s*\d+\s*조|(^|\s)(이|위|본|해당|다음|주어진)\s*(글|본문|지문|문단|문서|문장|텍스트|규정|지침|절차|안내|표|제품|장비)|\b(this|the above|the following|the given|the) (text|passage|document|paragraph|article|sentence)\b|\bthis (policy|procedure|guide|manual|rule|table|product|device)\b/i;

/**
 * Asks the model for a question that the passage answers: of one sentence, since of a whole passage a small model asks what it is
 * about; where nothing usable comes, of a second one.
 * @throws ModelUnavailableError, ModelBusyError, ModelRefusedError, ModelReplyError
 */
export async function proposeQuestion(
  model: ChatModel,
  tenant: string,
  passage: SampledPassage,
  signal: AbortSignal,
): Promise<Proposal> {
  let proposal: Proposal = { model: null, discarded: 'NO_SENTENCE' };
  for (const sentence of askableSentences(passage).slice(0, sentencesTried)) {
    proposal = await proposeOf(sentence, model, tenant, passage, signal);
    if ('proposed' in proposal) return proposal;
  }
  return proposal;
}

async function proposeOf(
  sentence: string,
  model: ChatModel,
  tenant: string,
  passage: SampledPassage,
  signal: AbortSignal,
): Promise<Proposal> {
  const request = { tenant, messages: messagesFor(passage, sentence), publicMessages, maxTokens, schema };
  const completion = await model.complete(request, signal);
  if (completion.finishReason !== 'stop') return { model: completion.model, discarded: 'CUT_OFF' };
  const written = parsed(completion.text);
  if (!written) return { model: completion.model, discarded: 'NOT_JSON' };
  const [text, answer] = [written.question.trim(), written.answer.trim().replace(/[.。]$/, '')];
  const discarded = faultOf({ text, answer }, passage, sentence);
  if (discarded) return { model: completion.model, discarded };
  return { model: completion.model, proposed: { text, language: passage.language, answer } };
}

function messagesFor({ title, heading, language }: SampledPassage, sentence: string): ChatMessage[] {
  const place = [title, heading].filter((part) => part !== '').join(' › ');
  const asked = (where: string, text: string): ChatMessage => ({ role: 'user', content: `[${where}] ${text}` });
  return [
    { role: 'system', content: instructions[language] },
    ...examples[language].flatMap(([where, text, answer, question]): ChatMessage[] => [
      asked(where, text),
      { role: 'assistant', content: JSON.stringify({ answer, question }) },
    ]),
    asked(place, sentence),
  ];
}

function parsed(text: string): z.infer<typeof reply> | undefined {
  try {
    return reply.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function faultOf(
  { text, answer }: { text: string; answer: string },
  { language, title, heading }: SampledPassage,
  sentence: string,
): DiscardReason | undefined {
  if (text.length < shortest || text.length > longest || sentence.includes(text) || isStatement.test(text)) {
    return 'NO_QUESTION';
  }
  if (detectLanguage(text) !== language) return 'OTHER_LANGUAGE';
  if (pointsAtText.test(text)) return 'POINTS_AT_TEXT';
  if (answer === '' || answer.length > sentence.length * 0.7 || !holdsAnswer(sentence, answer)) {
    return 'ANSWER_NOT_IN_PASSAGE';
  }
  if (holdsAnswer(text, answer)) return 'ANSWER_IN_QUESTION';
  return sharesWord(text, [title, heading, sentence].join('\n')) ? undefined : 'NAMES_NOTHING';
}

/** A question without a word, or in Korean two syllables, of what it asks about finds nothing. */
function sharesWord(question: string, source: string): boolean {
  const known = new Set(tokenize(source).map(({ text }) => text));
  return tokenize(question).some(({ text }) => text.length > 1 && known.has(text));
}
