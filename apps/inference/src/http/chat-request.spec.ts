import { describe, expect, it } from '@jest/globals';
import { parseChatRequest } from './chat-request.js';
import { InvalidRequestError } from './openai-errors.js';

const messages = [{ role: 'user', content: 'hi' }];

describe('reading a chat completion request', () => {
  it('joins the text parts of a message', () => {
    const content = ['a', 'b'].map((text) => ({ type: 'text', text }));
    const { job } = parseChatRequest({ model: 'm', messages: [{ role: 'developer', content }] });
    expect(job.messages).toEqual([{ role: 'system', content: 'ab' }]);
  });

  it('understands each form of output', () => {
    const output = (more: object): unknown => parseChatRequest({ model: 'm', messages, ...more }).job.output;
    const schema = { type: 'object' };
    expect(output({})).toEqual({ kind: 'text' });
    expect(output({ response_format: { type: 'json_object' } })).toEqual({ kind: 'json' });
    expect(output({ response_format: { type: 'json_schema', json_schema: { name: 'a', schema } } })).toEqual({
      kind: 'schema',
      schema,
    });
    expect(output({ structured_outputs: { choice: ['yes', 'no'] } })).toEqual({
      kind: 'choice',
      choices: ['yes', 'no'],
    });
  });

  it.each([
    ['a choice in the old form', { guided_choice: ['yes', 'no'] }],
    ['tools', { tools: [{ type: 'function' }] }],
    ['a structured output it does not know', { structured_outputs: { regex: 'a+' } }],
    ['two forms at once', { structured_outputs: { choice: ['a'] }, response_format: { type: 'json_object' } }],
    ['several answers', { n: 2 }],
    ['no messages', { messages: [] }],
  ])('refuses %s rather than ignore it', (_, more) => {
    expect(() => parseChatRequest({ model: 'm', messages, ...more })).toThrow(InvalidRequestError);
  });
});
