import { describe, expect, it } from '@jest/globals';
import type { ChatCompletion, ChatModel } from '@onggi/models';
import { evidenceOf } from '../evidence/evidence.fixture.js';
import type { PromptParts } from '../reading/prompt-parts.js';
import { writeProse } from './prose-writer.js';
import { writeSentence } from './sentence-writer.js';
import type { Writing, WritingStream } from './written-sentence.js';

const parts: PromptParts = {
  question: '펌프는 언제 점검하나요?',
  language: 'ko',
  evidence: [evidenceOf('펌프는 3개월마다 점검한다.'), evidenceOf('필터는 매주 헹군다.')],
  terms: [],
  persona: '',
};

function modelWriting(...pieces: string[]): ChatModel {
  const completion: ChatCompletion = {
    text: pieces.join(''),
    finishReason: 'stop',
    model: 'fake',
    usage: { promptTokens: 1, completionTokens: 1 },
  };
  return {
    contextTokens: 4_096,
    writesProse: false,
    complete: async () => completion,
    stream: async function* () {
      yield* pieces;
      return completion;
    },
  };
}

async function written(
  writer: (model: ChatModel, signal: AbortSignal) => WritingStream,
  pieces: string[],
): Promise<Writing[]> {
  const all: Writing[] = [];
  const signal = new AbortController().signal;
  for await (const writing of writer(modelWriting(...pieces), signal)) all.push(writing);
  return all;
}

const asJson = (model: ChatModel, signal: AbortSignal) => writeSentence(model, 't', parts, false, signal);
const asProse = (model: ChatModel, signal: AbortSignal) => writeProse(model, 't', parts, false, signal);
const sentences = (all: Writing[]) =>
  all.flatMap((each) =>
    each.kind === 'sentence' ? [[each.text, ...each.cited.map((cited) => parts.evidence.indexOf(cited) + 1)]] : [],
  );
const text = (all: Writing[]) => all.map((each) => (each.kind === 'text' ? each.text : '|')).join('');

describe('an answer written as JSON', () => {
  it('is handed on sentence by sentence while it is written', async () => {
    const all = await written(asJson, ['{"ans', 'wer": "펌프는 3개', '월마다 점검합니다. 필', '터는 매주 헹굽니다."}']);
    expect(sentences(all)).toEqual([
      ['펌프는 3개월마다 점검합니다.', 1],
      ['필터는 매주 헹굽니다.', 1],
    ]);
    expect(text(all)).toBe('펌프는 3개월마다 점검합니다.|필터는 매주 헹굽니다.|');
  });

  it('may be cut anywhere, inside an escape too', async () => {
    const whole = '{"answer":"\\"가\\" \\uac12은 3입니다."}';
    for (let at = 1; at < whole.length; at++) {
      const all = await written(asJson, [whole.slice(0, at), whole.slice(at)]);
      expect(sentences(all)).toEqual([['"가" 값은 3입니다.', 1]]);
    }
  });

  it('is refused by name when it is no JSON', async () => {
    await expect(written(asJson, ['I think that'])).rejects.toMatchObject({ code: 'MODEL_REPLY_INVALID' });
  });
});

describe('an answer written as prose', () => {
  it.each([
    [['펌프는 3개월마다 점검합니다 [1]. 필터는 ', '매주 헹굽니다 [2].']],
    [['펌프는 3개월마다 점검합니다. [', '1] 필터는 매주 헹굽니다. [2', ']']],
    [['펌프는 3개월마다 점검합니다.[1]', ' 필터는 매주 헹굽니다.', '[2]']],
  ])('loses its markers to its citations: %j', async (pieces) => {
    const all = await written(asProse, pieces);
    expect(sentences(all)).toEqual([
      ['펌프는 3개월마다 점검합니다.', 1],
      ['필터는 매주 헹굽니다.', 2],
    ]);
    expect(text(all)).not.toMatch(/[[\]]/);
  });
});
