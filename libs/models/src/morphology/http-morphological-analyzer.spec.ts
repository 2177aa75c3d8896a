import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelRefusedError, ModelReplyError, ModelUnavailableError } from '../model-errors.js';
import { FakeModelServer, json, nothing, type ReceivedRequest } from '../openai/fake-model-server.fixture.js';
import { createMorphologicalAnalyzer } from './http-morphological-analyzer.js';

let server: FakeModelServer;
beforeAll(async () => {
  server = await FakeModelServer.start();
});
afterAll(() => server.stop());

const never = new AbortController().signal;
const inputOf = (request: ReceivedRequest) => request.body['input'] as string[];

/** Answers each text as one noun. */
const nouns: Parameters<FakeModelServer['answer']>[0] = (response, request) =>
  json({ analyzer: 'spec-1', data: inputOf(request).map((text) => [[text, 'NNG', 0, text.length]]) })(
    response,
    request,
  );

const noun = (form: string) => [{ form, tag: 'NNG', start: 0, length: form.length }];

describe('passages', () => {
  it('are sent a batch at a time and come back in order', async () => {
    server.answer(nouns);
    const texts = Array.from({ length: 70 }, (_, index) => `낱말${index}`);
    const found = await createMorphologicalAnalyzer({ url: server.url }).analyzePassages(texts, never);
    expect(found).toEqual({ analyzer: 'spec-1', morphemes: texts.map(noun) });
    expect(server.received.map((request) => [request.path, request.body['purpose'], inputOf(request).length])).toEqual([
      ['/morphemes', 'passages', 64],
      ['/morphemes', 'passages', 6],
    ]);
  });

  it('wait while the analyzer starts', async () => {
    server.answer(json({}, 503, { 'retry-after': '0' }), nouns);
    const { morphemes } = await createMorphologicalAnalyzer({ url: server.url }).analyzePassages(['하나'], never);
    expect(morphemes).toEqual([noun('하나')]);
  });

  it('do not wait longer than they should, nor at all for a server without one', async () => {
    server.answer(json({}, 503));
    const patient = createMorphologicalAnalyzer({ url: server.url, passagesTimeoutMs: 50 });
    await expect(patient.analyzePassages(['하나'], never)).rejects.toThrow(ModelUnavailableError);
    server.answer(json({}, 404));
    await expect(createMorphologicalAnalyzer({ url: server.url }).analyzePassages(['하나'], never)).rejects.toThrow(
      ModelRefusedError,
    );
  });

  it('are refused when the reply is not theirs', async () => {
    server.answer(json({ analyzer: 'spec-1', data: [] }));
    await expect(createMorphologicalAnalyzer({ url: server.url }).analyzePassages(['하나'], never)).rejects.toThrow(
      ModelReplyError,
    );
  });
});

describe('a question', () => {
  it('is asked for at once', async () => {
    server.answer(nouns);
    const { morphemes } = await createMorphologicalAnalyzer({ url: server.url }).analyzeQuestion(['물음'], never);
    expect(morphemes).toEqual([noun('물음')]);
    expect(server.received[0]?.body['purpose']).toBe('question');
  });

  it('goes without when there is no answer in time', async () => {
    server.answer(nothing);
    const hasty = createMorphologicalAnalyzer({ url: server.url, questionTimeoutMs: 30 });
    await expect(hasty.analyzeQuestion(['물음'], never)).rejects.toThrow(ModelUnavailableError);
  });

  it('ends with its caller', async () => {
    server.answer(nothing);
    const caller = new AbortController();
    const asked = createMorphologicalAnalyzer({ url: server.url }).analyzeQuestion(['물음'], caller.signal);
    caller.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
  });
});
