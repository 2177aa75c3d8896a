import type { GlossaryMatch, Language } from '@onggi/language';
import type { ChatMessage } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';
import { headingLine } from '../evidence/select-evidence.js';

/** One sentence put beside a question. */
export interface ReadingParts {
  question: string;
  /** Terms of the question that the glossary knows. */
  terms: readonly GlossaryMatch[];
  sentence: EvidenceSentence;
}

const mostTerms = 6;
const longestText = 800;

const writeInstruction: Record<Language, string> = {
  ko: 'Answer in Korean with one full sentence, as JSON.',
  en: 'Answer in English with one full sentence, as JSON.',
};
const retryInstruction: Record<Language, string> = {
  ko: '반드시 한국어 평서문 한 문장으로, JSON으로 답하세요. 영어로 된 글은 한국어로 옮기세요.',
  en: 'Answer in English only, with one full sentence, as JSON; translate what is Korean.',
};

/** A question, a text, whether the one answers the other, and the answer where it does. */
type Example = [
  question: string,
  place: string,
  text: string,
  answer?: [language: Language, text: string] | 'unwritten',
];

/**
 * Four answers and six near misses: another property, another item, another number of an item. Small models judge by
 * such pairs far better than by a rule.
 */
const examples: readonly Example[] = [
  [
    'WP-2 펌프의 필터는 얼마나 자주 헹구나요?',
    'Water pump WP-2 › Care',
    'The filter is rinsed every week.',
    ['ko', 'WP-2 펌프의 필터는 매주 헹굽니다.'],
  ],
  [
    'WP-2 펌프의 필터는 얼마나 자주 헹구나요?',
    'Water pump WP-2 › Care',
    'The filter sits behind the cover and is held by two screws.',
  ],
  [
    'For how long can a meeting room be booked?',
    '사무실 안내',
    '회의실은 하루에 두 시간까지 예약할 수 있다.',
    ['en', 'A meeting room can be booked for up to two hours a day.'],
  ],
  ['What does a meeting room cost?', '사무실 안내', '회의실은 하루에 두 시간까지 예약할 수 있다.'],
  ['WP-3 펌프의 씰은 몇 년 동안 쓰나요?', 'Water pump WP-2 › Parts', 'Part: seal | Material: rubber | Life: 3 years'],
  [
    'What is the seal of the WP-2 made of?',
    'Water pump WP-2 › Parts',
    'Part: seal | Material: rubber | Life: 3 years',
    'unwritten',
  ],
  ['강당은 몇 시간까지 예약할 수 있나요?', '사무실 안내', '회의실은 하루에 두 시간까지 예약할 수 있다.'],
  ['복사기는 어디에 있나요?', '사무실 안내', '복사기는 3층에 있다.', 'unwritten'],
  ['복사기 종이는 누가 채우나요?', '사무실 안내', '복사기는 3층에 있다.'],
  [
    'What colour is lamp 4 when the tank is empty?',
    'Water pump WP-2 › Lamps',
    'Lamp 2 is red while the tank is empty.',
  ],
];

/** The same turns before every question: as they never change, the server keeps them evaluated. */
const beginning: readonly ChatMessage[] = [
  { role: 'system', content: 'You judge whether a text answers a question. You know nothing but the text.' },
  ...examples.flatMap(([question, place, text, answer]) => {
    const read = [user(besideEachOther(question, place, text)), reply(answer ? 'yes' : 'no')];
    if (!answer || answer === 'unwritten') return read;
    return [...read, user(writeInstruction[answer[0]]), reply(JSON.stringify({ answer: answer[1] }))];
  }),
];

/** Of the messages below: those that say the same whatever is asked. */
export const publicMessages = beginning.length;

/** Does this sentence answer the question? The question comes first, so that a server evaluates it once for all sentences. */
export function readingMessages({ question, terms, sentence }: ReadingParts): ChatMessage[] {
  const pairs = [...new Set(terms.map(({ entry }) => `${entry.ko} = ${entry.en}`))].slice(0, mostTerms);
  const asked = pairs.length > 0 ? `${question} (${pairs.join('; ')})` : question;
  return [...beginning, user(besideEachOther(asked, headingLine(sentence), sentence.shown.slice(0, longestText)))];
}

/**
 * The turn after a yes: the answer, from this sentence alone. Without a persona: a small model writes about it instead.
 * @param again true after a try in the wrong language
 */
export function answerMessages(parts: ReadingParts, language: Language, again: boolean): ChatMessage[] {
  const instruction = (again ? retryInstruction : writeInstruction)[language];
  return [...readingMessages(parts), reply('yes'), user(instruction)];
}

function besideEachOther(question: string, place: string, text: string): string {
  return `Question: ${question}\n\nText: [${place}] ${text}\n\nDoes this text state the answer to exactly this question? yes or no`;
}

function user(content: string): ChatMessage {
  return { role: 'user', content };
}

function reply(content: string): ChatMessage {
  return { role: 'assistant', content };
}
