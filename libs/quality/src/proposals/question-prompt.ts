import { holdsAnswer } from '@onggi/evaluation';
import { detectLanguage } from '@onggi/language';
import type { ChatModel } from '@onggi/models';
import type { Language } from '@onggi/platform';
import { z } from 'zod';

/** A passage for which a question is wanted. */
export interface SampledPassage {
  documentId: string;
  title: string;
  text: string;
  language: Language;
}

export interface ProposedQuestion {
  text: string;
  language: Language;
  /** Words of the passage. */
  answer: string;
}

const reply = z.object({ question: z.string(), answer: z.string() });
const schema = {
  name: 'question',
  schema: {
    type: 'object',
    properties: { question: { type: 'string' }, answer: { type: 'string' } },
    required: ['question', 'answer'],
    additionalProperties: false,
  },
};

const instructions: Record<Language, string> = {
  ko:
    '글을 읽고, 그 글로 답할 수 있는 질문을 하나 만드세요. 직원이 글을 보지 않고 검색창에 적을 만한 질문이어야 합니다. ' +
    '무엇에 관한 질문인지 이름을 밝히고, "이 글" 같은 말은 쓰지 마세요. 답은 글에 있는 말 그대로 짧게 적으세요.',
  en:
    'Read the text and write one question that it answers. An employee who does not see the text could type it into a search box: ' +
    'name what it is about, and never say "the text". Give the answer in the words of the text, as short as possible.',
};

const maxTokens = 200;
/** Characters of a passage shown to the model: a small one reads no more with profit. */
const passageLimit = 2_000;
const shortest = 6;
const longest = 300;
/** A question about "this text" means nothing to who does not see it. */
const pointsAtText =
  /(이|위|본|해당|다음|주어진)\s*(글|본문|지문|문단|문서|텍스트)|\b(this|the|above|following|given) (text|passage|document|paragraph|article)\b/i;

/**
 * Asks the model for a question that the passage answers.
 * @returns undefined when what it wrote cannot be used: its answer is not in the passage, or it asks about "this text"
 * @throws ModelUnavailableError, ModelBusyError, ModelRefusedError, ModelReplyError
 */
export async function proposeQuestion(
  model: ChatModel,
  tenant: string,
  passage: SampledPassage,
  signal: AbortSignal,
): Promise<{ model: string; proposed: ProposedQuestion | undefined }> {
  const text = passage.text.slice(0, passageLimit);
  const messages = [
    { role: 'system' as const, content: instructions[passage.language] },
    { role: 'user' as const, content: `${passage.title}\n\n${text}` },
  ];
  const completion = await model.complete({ tenant, messages, maxTokens, schema }, signal);
  const written = completion.finishReason === 'stop' ? parsed(completion.text) : undefined;
  return { model: completion.model, proposed: written && usable(written, passage) };
}

function parsed(text: string): z.infer<typeof reply> | undefined {
  try {
    return reply.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function usable({ question, answer }: z.infer<typeof reply>, passage: SampledPassage): ProposedQuestion | undefined {
  const text = question.trim();
  const isQuestion = text.length >= shortest && text.length <= longest && !passage.text.includes(text);
  const isOfLanguage = detectLanguage(text) === passage.language;
  if (!isQuestion || !isOfLanguage || pointsAtText.test(text) || !holdsAnswer(passage.text, answer)) return undefined;
  return { text, language: passage.language, answer: answer.trim() };
}
