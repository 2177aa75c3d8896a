import { createHmac } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ModelBusyError, ModelRefusedError, ModelReplyError, ModelUnavailableError } from '../model-errors.js';
import { events, FakeModelServer, json, nothing } from '../openai/fake-model-server.fixture.js';
import type { ChatRequest } from './chat-model.js';
import { configuredChatModel } from './configured-chat-model.js';
import { createChatModel } from './openai-chat-model.js';

let server: FakeModelServer;
beforeAll(async () => {
  server = await FakeModelServer.start();
});
afterAll(() => server.stop());

const never = new AbortController().signal;
const model = (options: { cacheSalt?: string; keepsPublicMessages?: boolean; silenceMs?: number } = {}) =>
  createChatModel({ url: server.url, model: 'm', contextTokens: 4_096, writesProse: false, ...options });
const request: ChatRequest = { tenant: 'alpha', messages: [{ role: 'user', content: 'Hi' }], maxTokens: 9 };

const text = (content: string) => JSON.stringify({ choices: [{ delta: { content }, finish_reason: null }] });
const end = (reason: string) => JSON.stringify({ choices: [{ delta: {}, finish_reason: reason }] });
const usage = JSON.stringify({ choices: [], usage: { prompt_tokens: 12, completion_tokens: 3 } });
const whole = [text('Hel'), text('lo'), end('stop'), usage, '[DONE]'];

describe('a completion', () => {
  it('is the text, why it ended and what it cost', async () => {
    server.answer(events(whole));
    expect(await model().complete(request, never)).toEqual({
      text: 'Hello',
      finishReason: 'stop',
      model: 'm',
      usage: { promptTokens: 12, completionTokens: 3 },
    });
  });

  it('is streamed in pieces as they come', async () => {
    server.answer(events(whole));
    const pieces: string[] = [];
    for await (const piece of model().stream(request, never)) pieces.push(piece);
    expect(pieces).toEqual(['Hel', 'lo']);
  });

  it('asks for JSON by schema', async () => {
    server.answer(events([text('{}'), end('stop')]));
    const schema = { name: 'answer', schema: { type: 'object' } };
    await model().complete({ ...request, schema }, never);
    expect(server.received[0]).toMatchObject({
      path: '/v1/chat/completions',
      body: {
        model: 'm',
        max_tokens: 9,
        temperature: 0,
        stream: true,
        response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' } } },
      },
    });
  });

  it('is one of the choices, with their probabilities where the server tells', async () => {
    const choices = {
      onggi: {
        choices: [
          { text: 'yes', probability: 0.9 },
          { text: 'no', probability: 0.1 },
        ],
      },
    };
    server.answer(
      events([text('yes'), JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }], ...choices })]),
    );
    const completion = await model().complete({ ...request, choices: ['yes', 'no'] }, never);
    expect(completion.choiceProbabilities).toEqual({ yes: 0.9, no: 0.1 });
    expect(server.received[0]?.body).toMatchObject({ structured_outputs: { choice: ['yes', 'no'] } });
  });

  it('salts the prompt cache by tenant and never names the tenant', async () => {
    server.answer(events(whole));
    await model({ cacheSalt: 'secret' }).complete(request, never);
    const salt = createHmac('sha256', 'secret').update('alpha').digest('hex');
    expect(server.received[0]?.body['cache_salt']).toBe(salt);
    expect(JSON.stringify(server.received[0]?.body)).not.toContain('alpha');
    server.answer(events(whole));
    await model({ cacheSalt: 'secret' }).complete({ ...request, tenant: 'beta' }, never);
    const other = createHmac('sha256', 'secret').update('beta').digest('hex');
    expect(server.received[0]?.body['cache_salt']).toBe(other);
  });

  it('tells which messages are nobody’s only to a server that knows what that means', async () => {
    const shared = { ...request, publicMessages: 1 };
    server.answer(events(whole));
    await model({ keepsPublicMessages: true }).complete(shared, never);
    expect(server.received[0]?.body).toMatchObject({ cache_public_messages: 1 });
    server.answer(events(whole));
    await model().complete(shared, never);
    expect(server.received[0]?.body).not.toHaveProperty('cache_public_messages');
  });

  it('is salted however it is configured', async () => {
    const configured = configuredChatModel({ ONGGI_HOME: 'nowhere', ONGGI_INFERENCE_URL: server.url });
    const saltOf = async (tenant: string) => {
      server.answer(events(whole));
      await configured.complete({ ...request, tenant }, never);
      return server.received[0]?.body['cache_salt'];
    };
    const [alpha, beta, again] = [await saltOf('alpha'), await saltOf('beta'), await saltOf('alpha')];
    expect(alpha).toMatch(/^[0-9a-f]{64}$/);
    expect(beta).toMatch(/^[0-9a-f]{64}$/);
    expect([alpha === again, alpha === beta]).toEqual([true, false]);
  });
});

describe('a model that misbehaves', () => {
  it.each([
    ['cuts the stream', events([text('Hel')]), ModelUnavailableError],
    ['ends without a reason', events([text('Hel'), '[DONE]']), ModelUnavailableError],
    ['sends an event that is no JSON', events(['{"choices": [']), ModelReplyError],
    ['sends an event of another shape', events(['{"choices": 3}']), ModelReplyError],
    ['fails in mid-stream', events([text('Hel'), '{"error": {"message": "out of memory"}}']), ModelUnavailableError],
    ['is filtered', events([text('Hel'), end('content_filter')]), ModelReplyError],
    ['is busy', json({}, 429), ModelBusyError],
    ['is broken', json({ error: 'x' }, 500), ModelUnavailableError],
    ['refuses', json({ error: 'context length' }, 400), ModelRefusedError],
  ])('that %s is a named error', async (_, answer, failure) => {
    server.answer(answer);
    await expect(model().complete(request, never)).rejects.toThrow(failure);
  });

  it('that breaks the connection in mid-stream is unavailable', async () => {
    server.answer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${text('Hel')}\n\n`, () => response.destroy());
    });
    await expect(model().complete(request, never)).rejects.toThrow(ModelUnavailableError);
  });

  it.each([
    ['before the first word', nothing],
    ['after some words', events([text('Hel')], false)],
  ])('that falls silent %s is given up', async (_, answer) => {
    server.answer(answer);
    await expect(model({ silenceMs: 40 }).complete(request, never)).rejects.toThrow(ModelUnavailableError);
  });

  it('that is cut off has failed where JSON or a choice was asked, and not in prose', async () => {
    server.answer(events([text('{"a'), end('length')]));
    expect(await model().complete(request, never)).toMatchObject({ finishReason: 'length' });
    const schema = { name: 'answer', schema: {} };
    await expect(model().complete({ ...request, schema }, never)).rejects.toThrow(ModelReplyError);
  });

  it('that ignores the choices is found out', async () => {
    server.answer(events([text('Well, yes'), end('stop')]));
    await expect(model().complete({ ...request, choices: ['yes', 'no'] }, never)).rejects.toThrow(ModelReplyError);
  });
});

describe('whoever stops listening', () => {
  it('by aborting closes the connection and gets the reason', async () => {
    server.answer(events([text('Hel')], false));
    const controller = new AbortController();
    const stream = model().stream(request, controller.signal);
    await stream.next();
    const next = stream.next();
    controller.abort(new Error('enough'));
    await expect(next).rejects.toThrow('enough');
    await untilAbandoned();
  });

  it('by leaving the loop closes the connection', async () => {
    server.answer(events([text('Hel')], false));
    for await (const piece of model().stream(request, never)) {
      expect(piece).toBe('Hel');
      break;
    }
    await untilAbandoned();
  });

  async function untilAbandoned(): Promise<void> {
    while (server.abandoned === 0) await nextTurn();
  }
});
