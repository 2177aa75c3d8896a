import type { GlossaryMatch, Language } from '@onggi/language';
import type { ChatMessage } from '@onggi/models';
import { headingLine } from '../evidence/select-evidence.js';
import type { EvidenceSentence } from '../evidence/evidence.js';

/** What a question's prompts are made of. */
export interface PromptParts {
  question: string;
  /** Language of the answer. */
  language: Language;
  evidence: readonly EvidenceSentence[];
  /** Terms of the question that the glossary knows. */
  terms: readonly GlossaryMatch[];
  /** Who answers, in the language of the answer; empty for nobody in particular. */
  persona: string;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWX';
/** Longest persona and most terms that the prompt of a small model has room for. */
const personaCharacters = 240;
const mostTerms = 6;

const pickQuestion = 'Which sentence is nearest to the answer? One letter.';
const gateQuestion = (letter: string): string =>
  `Does ${letter} state exactly what is asked, for exactly this item? yes or no`;
const writeInstruction: Record<Language, string> = {
  ko: 'Answer in Korean with one full sentence (평서문), as JSON.',
  en: 'Answer in English with one full sentence, as JSON.',
};
const retryInstruction: Record<Language, string> = {
  ko: '반드시 한국어 평서문 한 문장으로 답하세요. 영어로 된 근거는 한국어로 옮기세요. JSON.',
  en: 'Answer in English only, with one full sentence; translate what is Korean. JSON.',
};

const exampleEvidence = `[Water pump WP-2 › Care]
A. The filter is rinsed every week.
B. Part: seal | Material: rubber | Life: 3 years
[사무실 안내]
C. 회의실은 하루에 두 시간까지 예약할 수 있다.
D. 복사기는 3층에 있다.
`;

/**
 * The same turns before every question: a small model learns the form from them, and as they never change the server
 * keeps them evaluated. Three questions that the evidence answers and three near misses: another property, another
 * item, another thing.
 */
const examples: readonly ChatMessage[] = [
  ...example(
    exampleEvidence,
    'WP-2 펌프의 필터는 얼마나 자주 헹구나요?',
    'A',
    'ko',
    'WP-2 펌프의 필터는 매주 헹굽니다.',
  ),
  ...example('', 'How much does the seal of the WP-2 cost?', 'B'),
  ...example(
    '',
    'For how long can a meeting room be booked?',
    'C',
    'en',
    'A meeting room can be booked for up to two hours a day.',
  ),
  ...example('', 'WP-3 펌프의 씰은 몇 년 동안 쓰나요?', 'B'),
  ...example('', 'Where is the copier?', 'D', 'en', 'The copier is on the 3rd floor.'),
  ...example('', '주차장은 몇 시에 여나요?', 'C'),
];

function example(
  evidence: string,
  question: string,
  letter: string,
  language?: Language,
  answer?: string,
): ChatMessage[] {
  const asked = [user(questionBlock(evidence, question)), reply(letter), user(gateQuestion(letter))];
  if (language === undefined) return [...asked, reply('no')];
  return [...asked, reply('yes'), user(writeInstruction[language]), reply(JSON.stringify({ answer }))];
}

/** First turn: which sentence of the evidence comes nearest. */
export function pickMessages(parts: PromptParts): ChatMessage[] {
  return [
    { role: 'system', content: 'You answer from lettered evidence sentences and never from other knowledge.' },
    ...examples,
    user(questionBlock(evidenceBlock(parts), parts.question, parts.persona.slice(0, personaCharacters))),
  ];
}

/** Second turn: does that sentence answer exactly this question? The server evaluates no more than the new turn. */
export function gateMessages(parts: PromptParts, sentence: EvidenceSentence): ChatMessage[] {
  const letter = letterOf(parts.evidence.indexOf(sentence));
  return [...pickMessages(parts), reply(letter), user(gateQuestion(letter))];
}

/** Third turn: the answer. @param again true after a try in the wrong language */
export function writeMessages(parts: PromptParts, sentence: EvidenceSentence, again: boolean): ChatMessage[] {
  const instruction = (again ? retryInstruction : writeInstruction)[parts.language];
  return [...gateMessages(parts, sentence), reply('yes'), user(instruction)];
}

/** The letters that the model may choose from. */
export function lettersOf(evidence: readonly EvidenceSentence[]): string[] {
  return evidence.map((_, index) => letterOf(index));
}

/** The grammar of a small model's answer. */
export const answerSchema: Record<string, unknown> = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};

function user(content: string): ChatMessage {
  return { role: 'user', content };
}

function reply(content: string): ChatMessage {
  return { role: 'assistant', content };
}

function letterOf(index: number): string {
  return letters[index] ?? '?';
}

function evidenceBlock({ evidence, terms }: PromptParts): string {
  let heading = '';
  const lines = evidence.flatMap((sentence, index) => {
    const own = headingLine(sentence);
    const line = `${letterOf(index)}. ${sentence.shown}`;
    if (own === heading) return [line];
    heading = own;
    return [`[${own}]`, line];
  });
  const pairs = [...new Set(terms.map(({ entry }) => `${entry.ko} = ${entry.en}`))].slice(0, mostTerms);
  if (pairs.length > 0) lines.push(`(${pairs.join('; ')})`);
  return `${lines.join('\n')}\n`;
}

function questionBlock(evidence: string, question: string, persona = ''): string {
  const given = [evidence, persona === '' ? '' : `${persona}\n`].filter((part) => part !== '');
  return `${given.map((part) => `${part}\n`).join('')}Question: ${question}\n\n${pickQuestion}`;
}
