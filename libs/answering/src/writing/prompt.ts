import { splitSentences, type GlossaryMatch, type Language } from '@onggi/language';
import type { ChatMessage } from '@onggi/models';
import { estimateTokens, headingLine } from '../evidence/select-evidence.js';
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
const personaCharacters = 120;
const mostTerms = 6;

const gateQuestion = 'Does a sentence above state exactly what is asked, for exactly this item? yes or no';
const form = 'JSON: letters of the sentences used, then the answer.';
const writeInstruction: Record<Language, string> = {
  ko: `Answer in Korean with one full sentence. ${form}`,
  en: `Answer in English with one full sentence. ${form}`,
};
const retryInstruction: Record<Language, string> = {
  ko: `반드시 한국어 평서문 한 문장으로 답하세요. 영어로 된 근거는 한국어로 옮기세요. ${form}`,
  en: `Answer in English only, with one full sentence; translate what is Korean. ${form}`,
};

/** What is kept free of the model's context for examples, instructions and the answer. */
const reservedTokens = 1_100;

/**
 * How much of a question and of evidence the model's context has room for. A question so long that it leaves none is cut
 * in the prompt; the search has read the whole.
 */
export function promptBudget(
  question: string,
  contextTokens: number,
  wantedTokens: number,
): { question: string; evidenceTokens: number } {
  const free = Math.max(0, contextTokens - reservedTokens);
  const asked = estimateTokens(question);
  const kept = asked <= free / 2 ? question : question.slice(0, Math.floor((question.length * free) / 2 / asked));
  return { question: kept, evidenceTokens: Math.min(wantedTokens, free - estimateTokens(kept)) };
}

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
  ...answered(
    exampleEvidence,
    'WP-2 펌프의 필터는 얼마나 자주 헹구나요?',
    'ko',
    'A',
    'WP-2 펌프의 필터는 매주 헹굽니다.',
  ),
  ...refused('How much does the seal of the WP-2 cost?'),
  ...answered(
    '',
    'For how long can a meeting room be booked?',
    'en',
    'C',
    'A meeting room can be booked for up to two hours a day.',
  ),
  ...refused('WP-3 펌프의 씰은 몇 년 동안 쓰나요?'),
  ...answered('', 'Where is the copier?', 'en', 'D', 'The copier is on the 3rd floor.'),
  ...refused('주차장은 몇 시에 여나요?'),
];

function answered(
  evidence: string,
  question: string,
  language: Language,
  letter: string,
  answer: string,
): ChatMessage[] {
  return [
    user(questionBlock(evidence, question)),
    reply('yes'),
    user(writeInstruction[language]),
    reply(JSON.stringify({ sentences: [letter], answer })),
  ];
}

function refused(question: string): ChatMessage[] {
  return [user(questionBlock('', question)), reply('no')];
}

/** First turn: can the evidence answer exactly this question? */
export function gateMessages(parts: PromptParts): ChatMessage[] {
  return [
    { role: 'system', content: 'You answer from lettered evidence sentences and never from other knowledge.' },
    ...examples,
    user(questionBlock(evidenceBlock(parts), parts.question, shortened(parts.persona, parts.language))),
  ];
}

/** Second turn: the answer. The server evaluates no more than the new turn. @param again true after a try in the wrong language */
export function writeMessages(parts: PromptParts, again: boolean): ChatMessage[] {
  const instruction = (again ? retryInstruction : writeInstruction)[parts.language];
  return [...gateMessages(parts), reply('yes'), user(instruction)];
}

/** The sentences behind letters of the model; one that names none is left out. */
export function sentencesByLetter(cited: readonly string[], evidence: readonly EvidenceSentence[]): EvidenceSentence[] {
  return [...new Set(cited)].flatMap((letter) => evidence[letters.indexOf(letter)] ?? []);
}

/**
 * The grammar of a small model's answer: which sentences first, then the text that they carry. Every sentence may be
 * named: a model that is kept from the one it means names another at random.
 */
export function answerSchema({ evidence }: PromptParts): Record<string, unknown> {
  const items = { enum: evidence.map((_, index) => letterOf(index)) };
  return {
    type: 'object',
    properties: { sentences: { type: 'array', items, minItems: 1, maxItems: 2 }, answer: { type: 'string' } },
    required: ['sentences', 'answer'],
    additionalProperties: false,
  };
}

function user(content: string): ChatMessage {
  return { role: 'user', content };
}

function reply(content: string): ChatMessage {
  return { role: 'assistant', content };
}

function letterOf(index: number): string {
  return letters[index] ?? '?';
}

/** Whole sentences of a persona, as many as there is room for; every token of it is read before the answer begins. */
function shortened(persona: string, language: Language): string {
  const fitting = splitSentences(persona, language).filter(({ end }) => end <= personaCharacters);
  return persona.slice(0, fitting.at(-1)?.end ?? personaCharacters);
}

function evidenceBlock({ evidence, terms }: PromptParts): string {
  let before: EvidenceSentence | undefined;
  const lines = evidence.flatMap((sentence, index) => {
    const isSameDocument = sentence.passage.versionId === before?.passage.versionId;
    const isSamePlace = isSameDocument && before !== undefined && headingLine(sentence) === headingLine(before);
    before = sentence;
    const line = `${letterOf(index)}. ${sentence.shown}`;
    return isSamePlace ? [line] : [`[${headingLine(sentence, isSameDocument)}]`, line];
  });
  const pairs = [...new Set(terms.map(({ entry }) => `${entry.ko} = ${entry.en}`))].slice(0, mostTerms);
  if (pairs.length > 0) lines.push(`(${pairs.join('; ')})`);
  return `${lines.join('\n')}\n`;
}

function questionBlock(evidence: string, question: string, persona = ''): string {
  const given = [evidence, persona === '' ? '' : `${persona}\n`].filter((part) => part !== '');
  return `${given.map((part) => `${part}\n`).join('')}Question: ${question}\n\n${gateQuestion}`;
}
