import { Allow, IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import { AcceptsUnknownFields } from '../http/validation.js';
import { Names } from '../openapi/names.js';

/** The fields that Onggi reads; what else an OpenAI client sends (temperature, tools …) is accepted and has no effect. */
@AcceptsUnknownFields()
export class ChatCompletionRequest {
  @IsString()
  @Names('experts/:expert')
  model!: string;

  @IsArray()
  @JSONSchema({ items: { type: 'object', properties: { role: { type: 'string' }, content: {} } } })
  messages!: { role?: unknown; content?: unknown }[];

  @IsOptional()
  @IsBoolean()
  stream?: boolean;

  @IsOptional()
  @Allow()
  @JSONSchema({ type: 'object', properties: { include_usage: { type: 'boolean' } } })
  stream_options?: { include_usage?: boolean };
}

/** Text of a message: a string, or the text parts of a list. */
export function messageText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null && 'text' in part ? String(part.text) : ''))
    .join('\n');
}
