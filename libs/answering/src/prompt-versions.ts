import { createHash } from 'node:crypto';
import type { GlossaryMatch } from '@onggi/language';
import type { ChatMessage } from '@onggi/models';
import { standAloneMessages } from './asking/stand-alone.js';
import { variantMessages } from './asking/question-variants.js';
import type { EvidenceSentence } from './evidence/evidence.js';
import { gateMessages, type PromptParts } from './reading/prompt-parts.js';
import { answerMessages, readingMessages } from './reading/reading-prompt.js';
import { proseMessages } from './writing/prose-writer.js';

/** Which words the chat model is asked with, by what it is asked for: twelve hexadecimal digits that change with them. */
export interface PromptVersions {
  /** Whether evidence answers: sentence by sentence for a small model, all at once for a large one. */
  gate: string;
  /** The answer itself, in either language, also after a try in the wrong one. */
  answer: string;
  /** A follow-up made stand-alone, and a question said in other ways. */
  question: string;
}

const languages = ['ko', 'en'] as const;
const sentence: EvidenceSentence = {
  passage: {
    documentId: '',
    versionId: '',
    path: 'path',
    chunkId: '',
    title: 'title',
    page: 1,
    heading: 'heading',
    lang: 'en',
    text: 'text',
    start: 0,
    end: 4,
    score: 1,
  },
  start: 0,
  end: 4,
  text: 'text',
  shown: 'text',
  section: 'heading',
  language: 'en',
};
const term: GlossaryMatch = {
  entry: { ko: '용어', en: 'term' },
  matched: 'term',
  start: 0,
  end: 4,
  equivalents: { ko: ['용어'], en: ['term'] },
};
const parts = { question: 'question', terms: [term], sentence };

/** The prompts are made for one and the same question, so that nothing but their words decides. */
export function promptVersions(): PromptVersions {
  const together = (language: PromptParts['language']): PromptParts => ({
    question: 'question',
    language,
    evidence: [sentence],
    terms: [term],
    persona: 'persona',
  });
  const tries = languages.flatMap((language) => [false, true].map((again) => [language, again] as const));
  return {
    gate: versionOf([readingMessages(parts), gateMessages(together('en'))]),
    answer: versionOf(
      tries.flatMap(([language, again]) => [
        answerMessages(parts, language, again),
        proseMessages(together(language), again),
      ]),
    ),
    question: versionOf([standAloneMessages('earlier', 'question'), variantMessages('question')]),
  };
}

function versionOf(prompts: readonly (readonly ChatMessage[])[]): string {
  return createHash('sha256').update(JSON.stringify(prompts)).digest('hex').slice(0, 12);
}
