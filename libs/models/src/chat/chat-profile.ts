import { readFileSync } from 'node:fs';
import { z } from 'zod';

const profile = z.object({
  /** As the server calls it. */
  name: z.string(),
  title: z.string(),
  contextTokens: z.number().int().positive(),
  writesProse: z.boolean(),
  server: z.enum(['embedded', 'vllm']),
  licence: z.object({
    name: z.string(),
    commercialUse: z.boolean(),
    /** True when the operator must accept terms that are not a common open-source licence. */
    mustBeAccepted: z.boolean(),
  }),
  note: z.string(),
});

/** What is known of a chat model: capability, and under which licence its weights come. */
export type ChatModelProfile = z.infer<typeof profile>;

/** Every chat model that was looked at, the default without a GPU first, the default with one second. */
export const chatModelProfiles: readonly ChatModelProfile[] = z
  .array(profile)
  .parse(JSON.parse(readFileSync(new URL('./profiles/chat-models.json', import.meta.url), 'utf8')));

/** By the name at the server, in any case; undefined for a model that nobody described. */
export function chatModelProfile(name: string): ChatModelProfile | undefined {
  return chatModelProfiles.find((each) => each.name.toLowerCase() === name.toLowerCase());
}
