import { readFileSync } from 'node:fs';
import { z } from 'zod';

const dimensions = 384;
const vector = z.array(z.number()).length(dimensions);
const byLanguage = <Schema extends z.ZodType>(schema: Schema) => z.object({ ko: schema, en: schema });
const spread = z.object({ mean: z.number(), deviation: z.number().positive() });

const profileFile = z.object({
  /** As the embedding set records it. */
  model: z.string(),
  variant: z.string(),
  dimensions: z.literal(dimensions),
  licence: z.string(),
  /** Names under which the server computes questions and passages. */
  queryModel: z.string(),
  passageModel: z.string(),
  /** What the model was trained to see in front of each. Without it recall drops by half. */
  queryPrefix: z.string(),
  passagePrefix: z.string(),
  /** Tokens that the server's count of a text has over the text's own: begin and end. */
  specialTokens: z.number().int().min(0),
  centring: z.object({
    version: z.string(),
    /** Mean unit vector of questions and of passages in each language. */
    query: byLanguage(vector),
    passage: byLanguage(vector),
  }),
  /** Cosine of centred vectors of questions and passages that have nothing to do with each other: [question's language][passage's language]. */
  unrelated: byLanguage(byLanguage(spread)),
});

/** Everything that belongs to one embedding model: names, prefixes, centring constants. */
export type EmbeddingModelProfile = z.infer<typeof profileFile>;
export type CentringConstants = Pick<EmbeddingModelProfile['centring'], 'query' | 'passage'>;

/** @throws z.ZodError when the file does not fit */
export function readEmbeddingProfile(file: URL): EmbeddingModelProfile {
  return profileFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The default: intfloat/multilingual-e5-small. Constants by `node libs/models/dist/centring/compute-constants.js`. */
export const multilingualE5Small: EmbeddingModelProfile = readEmbeddingProfile(
  new URL('./profiles/multilingual-e5-small.json', import.meta.url),
);
