import { z } from 'zod';

/** Settings of a process that answers. */
export const multiQuerySettings = {
  /** Whether a question whose own words found no answer is searched in other words: auto, where the chat model is a large one. */
  ONGGI_MULTI_QUERY: z.enum(['auto', 'off']).default('auto'),
};
