import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { InvalidRequestError } from './openai-errors.js';

/**
 * The body as its schema says.
 * @throws InvalidRequestError that names the first field that does not fit.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new InvalidRequestError(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not valid'}`);
}

/** A signal that fires when the caller closes the connection before the answer is complete. */
export function abandonSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.on('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
