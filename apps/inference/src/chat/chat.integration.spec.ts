import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { startServer, type ServerProcess } from '../../../../test/support/inference-server.js';

const minutes = 60_000;
const model = 'qwen2.5-coder-1.5b-instruct';
const key = 'a-key-of-this-test';

let server: ServerProcess;
let client: OpenAI;

beforeAll(async () => {
  server = await startServer({ ONGGI_INFERENCE_KEY: key });
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: key, maxRetries: 0, timeout: 3 * minutes });
}, 5 * minutes);

afterAll(() => server.stop());

const user = (content: string): { role: 'user'; content: string } => ({ role: 'user', content });

interface Additions {
  onggi: { choices?: { text: string; probability: number }[] };
}

describe('chat completions', () => {
  it(
    'answer with one of the choices and how probable each was',
    async () => {
      const answer = (await client.chat.completions.create({
        model,
        messages: [user('Evidence: the cell has 3.7 V. Does the evidence state the voltage? Answer yes or no.')],
        max_tokens: 4,
        temperature: 0,
        structured_outputs: { choice: ['yes', 'no'] },
      } as OpenAI.ChatCompletionCreateParamsNonStreaming)) as OpenAI.ChatCompletion & Additions;
      expect(['yes', 'no']).toContain(answer.choices[0]?.message.content);
      expect(answer.choices[0]?.finish_reason).toBe('stop');
      const probabilities = answer.onggi.choices!.map((choice) => choice.probability);
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeLessThanOrEqual(1.000001);
      expect(Math.min(...probabilities)).toBeGreaterThan(0);
    },
    3 * minutes,
  );

  it(
    'are held to choices that begin alike',
    async () => {
      const answer = await client.chat.completions.create({
        model,
        messages: [user('Pick one.')],
        structured_outputs: { choice: ['answer one', 'answer two'] },
      } as OpenAI.ChatCompletionCreateParamsNonStreaming);
      expect(['answer one', 'answer two']).toContain(answer.choices[0]?.message.content);
    },
    3 * minutes,
  );

  it(
    'are JSON of the schema, on one line',
    async () => {
      const answer = await client.chat.completions.create({
        model,
        messages: [user('[1] 셀의 정격 전압은 3.7 V이다. 질문: 정격 전압은? 문장 번호와 답을 JSON으로.')],
        max_tokens: 80,
        temperature: 0,
        response_format: {
          type: 'json_schema',
          json_schema: {
            name: 'answer',
            strict: true,
            schema: {
              type: 'object',
              properties: {
                sentences: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2 },
                answer: { type: 'string' },
              },
              required: ['sentences', 'answer'],
              additionalProperties: false,
            },
          },
        },
      });
      const text = answer.choices[0]?.message.content ?? '';
      expect(text).not.toContain('\n');
      expect(JSON.parse(text)).toEqual({ sentences: expect.any(Array), answer: expect.stringContaining('3.7') });
    },
    3 * minutes,
  );

  it(
    'evaluate a shared beginning only once, and again for another cache salt',
    async () => {
      const evidence = 'The unit must be disconnected from the supply before the housing is opened. '.repeat(12);
      const ask = (question: string, salt?: string): Promise<OpenAI.ChatCompletion> => {
        const messages = [user(evidence + question)];
        const request = { model, messages, max_tokens: 2, temperature: 0, cache_salt: salt };
        return client.chat.completions.create(request as OpenAI.ChatCompletionCreateParamsNonStreaming);
      };
      const first = await ask('Is that clear?');
      const second = await ask('What must be disconnected?');
      expect(first.usage?.prompt_tokens).toBeGreaterThan(150);
      expect(second.usage?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(150);
      const cachedOf = async (salt: string) =>
        (await ask('What must be disconnected?', salt)).usage?.prompt_tokens_details?.cached_tokens;
      expect(await cachedOf('one tenant')).toBe(0);
      expect(await cachedOf('one tenant')).toBeGreaterThan(150);
      expect(await cachedOf('another tenant')).toBe(0);
    },
    3 * minutes,
  );

  it(
    'share what callers declare to be nobody’s across salts, and nothing behind it',
    async () => {
      const rules = 'You judge whether a text answers a question, and know nothing but the text. '.repeat(8);
      const ask = async (salt: string, publicMessages: number): Promise<number> => {
        const messages = [{ role: 'system' as const, content: rules }, user(`What must be disconnected? `.repeat(9))];
        const request = { model, messages, max_tokens: 1, cache_salt: salt, cache_public_messages: publicMessages };
        const answer = await client.chat.completions.create(request as OpenAI.ChatCompletionCreateParamsNonStreaming);
        return answer.usage?.prompt_tokens_details?.cached_tokens ?? 0;
      };
      expect(await ask('first', 1)).toBeLessThan(20);
      const ofRules = await ask('second', 1);
      expect(ofRules).toBeGreaterThan(80);
      expect(await ask('second', 1)).toBeGreaterThan(ofRules + 40);
      expect(await ask('third', 0)).toBe(0);
    },
    3 * minutes,
  );

  it(
    'do not depend on what was evaluated before',
    async () => {
      const evidence =
        'The monthly fee of the 500 Mbit/s line is 1,450,000 won. 1 Gbit/s 회선의 요금은 견적으로 정한다. '.repeat(4);
      const gate = async (text: string): Promise<number> => {
        const answer = (await client.chat.completions.create({
          model,
          messages: [user(`${text}\n\nDoes the text state the fee of the 1 Gbit/s line? yes or no`)],
          max_tokens: 1,
          temperature: 0,
          structured_outputs: { choice: ['yes', 'no'] },
        } as OpenAI.ChatCompletionCreateParamsNonStreaming)) as OpenAI.ChatCompletion & Additions;
        return answer.onggi.choices!.find(({ text: choice }) => choice === 'yes')!.probability;
      };
      const shares: number[] = [];
      // After an unlike text, after ones that share beginnings of odd lengths, and after a text that was generated.
      for (const before of ['무관한 글.', ...[75, 131, 262].map((length) => evidence.slice(0, length)), evidence]) {
        await gate(before);
        if (before === evidence) {
          await client.chat.completions.create({ model, messages: [user(evidence)], max_tokens: 9, temperature: 0 });
        }
        shares.push(await gate(evidence));
      }
      expect(new Set(shares).size).toBe(1);
    },
    5 * minutes,
  );

  it(
    'are streamed in chunks that add up, with usage at the end',
    async () => {
      const parameters = { model, messages: [user('한국의 수도는?')], max_tokens: 16, temperature: 0 };
      const whole = await client.chat.completions.create(parameters);
      const stream = await client.chat.completions.create({
        ...parameters,
        stream: true,
        stream_options: { include_usage: true },
      });
      let text = '';
      let finish: string | null | undefined;
      let usage: OpenAI.CompletionUsage | null | undefined;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        finish = chunk.choices[0]?.finish_reason ?? finish;
        usage = chunk.usage ?? usage;
      }
      expect(text).toBe(whole.choices[0]?.message.content);
      expect(text).not.toContain('\ufffd');
      expect(finish).toBe(whole.choices[0]?.finish_reason);
      expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens);
    },
    3 * minutes,
  );

  it(
    'end honestly when the tokens run out, and before a stop sequence',
    async () => {
      const messages = [user('Count: 1, 2, 3, 4, 5, 6, 7, 8, 9')];
      const cut = await client.chat.completions.create({ model, messages, max_tokens: 3, temperature: 0 });
      expect(cut.choices[0]?.finish_reason).toBe('length');
      expect(cut.usage?.completion_tokens).toBe(3);
      const word = cut.choices[0]?.message.content?.slice(-1) ?? '';
      const stopped = await client.chat.completions.create({
        model,
        messages,
        max_tokens: 9,
        temperature: 0,
        stop: word,
      });
      expect(stopped.choices[0]?.finish_reason).toBe('stop');
      expect(stopped.choices[0]?.message.content).not.toContain(word);
    },
    3 * minutes,
  );

  it('refuse a prompt that is longer than the context', async () => {
    const request = client.chat.completions.create({ model, messages: [user('word '.repeat(6_000))] });
    await expect(request).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
  });

  it(
    'stop when the caller has gone, and serve the next',
    async () => {
      const caller = new AbortController();
      const stream = await client.chat.completions.create(
        { model, messages: [user('Write a very long story about a jar.')], stream: true, temperature: 0 },
        { signal: caller.signal },
      );
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
      caller.abort();
      const next = await client.chat.completions.create({ model, messages: [user('Hi')], max_tokens: 1 });
      expect(next.usage?.completion_tokens).toBe(1);
      expect(await counters()).toMatchObject({ abandoned: 1, waiting: 0 });
    },
    3 * minutes,
  );

  it(
    'turn away who comes when the line is full, with a time to come back',
    async () => {
      const callers = Array.from({ length: 18 }, () => new AbortController());
      const requests = callers.map(({ signal }) =>
        client.chat.completions.create({ model, messages: [user('Write a long story.')], temperature: 0 }, { signal }),
      );
      const outcomes = Promise.allSettled(requests);
      const first = await Promise.race(requests.map((request) => request.catch((error: unknown) => error)));
      expect(first).toMatchObject({ status: 429, code: 'queue_full' });
      expect((first as { headers: Headers }).headers.get('retry-after')).toMatch(/^\d+$/);
      for (const caller of callers) caller.abort();
      await outcomes;
    },
    3 * minutes,
  );

  it('need the key', async () => {
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'wrong', maxRetries: 0 });
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    expect((await client.models.list()).data.map(({ id }) => id)).toContain(model);
  });
});

describe('the server process', () => {
  it('writes nothing but lines of JSON', () => {
    for (const line of server.output().trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it(
    'comes back when its chat process is killed',
    async () => {
      const [chat] = childrenOf(server.child.pid!);
      process.kill(chat!, 'SIGKILL');
      await eventually(async () => (await fetch(`${server.url}/health/ready`)).status === 503);
      await eventually(async () => (await fetch(`${server.url}/health/ready`)).status === 200);
      expect(childrenOf(server.child.pid!)).not.toContain(chat);
    },
    3 * minutes,
  );

  it(
    'leaves no process behind, not even when it is killed',
    async () => {
      const [chat] = childrenOf(server.child.pid!);
      expect(chat).toBeDefined();
      server.child.kill('SIGKILL');
      await eventually(async () => !isRunning(chat!));
    },
    minutes,
  );
});

async function counters(): Promise<unknown> {
  const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  return ((await response.json()) as { chat: unknown }).chat;
}

/** Linux only, like the other promises about processes. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return Number(fields[1]);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  const parent = parentOf(pid);
  return parent !== undefined && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}
