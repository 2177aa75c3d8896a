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

const gateQuestion = 'Does a sentence above state exactly what is asked, for exactly this item? yes or no';
const languageName: Record<Language, string> = { ko: 'Korean', en: 'English' };
const writeInstruction = (language: Language): string =>
  `Answer in ${languageName[language]} with one full sentence. JSON: letters of the sentences used, then the answer.`;
const retryInstruction: Record<Language, string> = {
  ko: '반드시 한국어 문장으로 답하세요. 근거가 영어이면 한국어로 옮기세요. JSON: letters of the sentences used, then the answer.',
  en: 'Write the answer in English only; translate what is Korean. JSON: letters of the sentences used, then the answer.',
};

const exampleEvidence = `[Water pump WP-2 › Care]
A. The filter is rinsed every week.
B. Seal: rubber | Life: 3 years | Price: none given
[사무실 안내]
C. 회의실은 하루에 두 시간까지 예약할 수 있다.
`;
const example = (question: string): ChatMessage => ({
  role: 'user',
  content: questionBlock(exampleEvidence, question),
});
const reply = (content: string): ChatMessage => ({ role: 'assistant', content });

/**
 * The same few turns before every question: a small model learns the form from them, and as they never change the
 * server keeps them evaluated. Two questions they can answer, two near misses.
 */
const examples: readonly ChatMessage[] = [
  example('WP-2 펌프의 필터는 얼마나 자주 헹구나요?'),
  reply('yes'),
  { role: 'user', content: writeInstruction('ko') },
  reply('{"sentences":["A"],"answer":"WP-2 펌프의 필터는 매주 헹굽니다."}'),
  example('How much does the filter of the WP-2 cost?'),
  reply('no'),
  example('How long can a meeting room be booked?'),
  reply('yes'),
  { role: 'user', content: writeInstruction('en') },
  reply('{"sentences":["C"],"answer":"A meeting room can be booked for up to two hours a day."}'),
  example('WP-3 펌프의 씰은 몇 년 동안 쓸 수 있나요?'),
  reply('no'),
];

/** Asks whether the evidence can answer at all. */
export function gateMessages(parts: PromptParts): ChatMessage[] {
  const persona = parts.persona.slice(0, personaCharacters);
  return [
    { role: 'system', content: 'You answer from lettered evidence sentences and never from other knowledge.' },
    ...examples,
    { role: 'user', content: questionBlock(evidenceBlock(parts), parts.question, persona) },
  ];
}

/** Goes on from the gate, so that the server evaluates no more than the new turn. */
export function writeMessages(parts: PromptParts, again = false): ChatMessage[] {
  const instruction = again ? retryInstruction[parts.language] : writeInstruction(parts.language);
  return [...gateMessages(parts), reply('yes'), { role: 'user', content: instruction }];
}

/** The grammar of a small model's answer: which sentences first, then the text that they carry. */
export function answerSchema(evidence: readonly EvidenceSentence[]): Record<string, unknown> {
  return {
    type: 'object',
    properties: {
      sentences: {
        type: 'array',
        items: { enum: evidence.map((_, index) => letterOf(index)) },
        minItems: 1,
        maxItems: 2,
      },
      answer: { type: 'string' },
    },
    required: ['sentences', 'answer'],
    additionalProperties: false,
  };
}

/** The sentences behind the model's letters; a letter that names none is left out. */
export function sentencesByLetter(cited: readonly string[], evidence: readonly EvidenceSentence[]): EvidenceSentence[] {
  return [...new Set(cited)].flatMap((letter) => evidence[letters.indexOf(letter)] ?? []);
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
  return `${evidence}${persona === '' ? '' : `\n${persona}\n`}\nQuestion: ${question}\n\n${gateQuestion}`;
}
