import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ModelServer } from '../model-server.js';
import { abandonSignal, parseBody } from './request-body.js';

const mostTexts = 2_048;

const body = z.object({
  input: z.array(z.string()).max(mostTexts),
  purpose: z.enum(['question', 'passages']).default('passages'),
});

/**
 * POST /morphemes: Korean texts as morphemes (form, part of speech, start, length), with the analyser's version.
 * Questions go first.
 */
export function registerMorphologyRoutes(server: FastifyInstance, models: ModelServer): void {
  server.post('/morphemes', async (request, reply) => {
    const { input, purpose } = parseBody(body, request.body);
    const model = models.morphology();
    const data = await model.analyze(input, purpose === 'question', abandonSignal(reply));
    return { analyzer: model.version, data };
  });
}
