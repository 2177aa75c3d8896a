import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const vector = z.array(z.number());
const byLanguage = <Schema extends z.ZodType>(schema: Schema) => z.object({ ko: schema, en: schema });
const spread = z.object({ mean: z.number(), deviation: z.number().positive() });

const profileFile = z
  .object({
    /** What commands and settings call it; the file's name. */
    name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
    /** As the embedding set records it, with variant, dimensions and the version of the centring. */
    model: z.string(),
    variant: z.string(),
    /** pgvector indexes halfvec of up to 4,000. */
    dimensions: z.number().int().min(1).max(4_000),
    licence: z.string(),
    /** Names under which the server computes questions and passages. */
    queryModel: z.string(),
    passageModel: z.string(),
    /** What the model was trained to see in front of each. Without it recall of e5 drops by half. */
    queryPrefix: z.string(),
    passagePrefix: z.string(),
    /** How token vectors become one; the server's affair, told for whoever sets it up. */
    pooling: z.enum(['mean', 'cls', 'last token']),
    /** True where comparing tokens one by one was measured to help and the server gives them (`token_vectors`). Needs `centring`. */
    tokenVectors: z.boolean().default(false),
    /** Left out where nobody has computed it: vectors are then used as they are. */
    centring: z
      .object({
        version: z.string(),
        /** Mean unit vector of questions and of passages in each language. */
        query: byLanguage(vector),
        passage: byLanguage(vector),
      })
      .optional(),
    /** Cosine of questions and passages that have nothing to do with each other, as searched: [question's language][passage's language]. */
    unrelated: byLanguage(byLanguage(spread)).optional(),
    /** Late interaction of questions with passages near to them that do not answer, in the same order; for models with `tokenVectors`. */
    tokenSimilarity: byLanguage(byLanguage(spread)).optional(),
  })
  .refine(
    ({ centring, dimensions }) =>
      !centring ||
      [centring.query, centring.passage].every(({ ko, en }) => ko.length === dimensions && en.length === dimensions),
    { path: ['centring'], message: 'its vectors do not have as many numbers as `dimensions` says' },
  );

/** Everything that belongs to one embedding model: names, prefixes, centring constants. */
export type EmbeddingModelProfile = z.infer<typeof profileFile>;
export type CentringConstants = Pick<NonNullable<EmbeddingModelProfile['centring']>, 'query' | 'passage'>;

/** What an embedding set records of vectors that were not centred. */
export const notCentred = 'none';

/** Profiles that come with Onggi. */
const ownProfiles = fileURLToPath(new URL('./profiles/', import.meta.url));

/** @throws Error naming the file and the field that does not fit */
export function readEmbeddingProfile(file: string): EmbeddingModelProfile {
  let profile;
  try {
    profile = profileFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} is not an embedding profile: ${problem}`, { cause: error });
  }
  if (path.basename(file) !== `${profile.name}.json`)
    throw new Error(`${file} holds the profile ${profile.name}: file and profile must have one name`);
  return profile;
}

/** Every profile of a folder, by name. @throws Error naming the file that does not fit */
export function readEmbeddingProfiles(folder: string = ownProfiles): EmbeddingModelProfile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readEmbeddingProfile(path.join(folder, file)));
}

/** The default: intfloat/multilingual-e5-small. Constants by `node libs/models/dist/centring/compute-constants.js`. */
export const multilingualE5Small: EmbeddingModelProfile = readEmbeddingProfile(
  path.join(ownProfiles, 'multilingual-e5-small.json'),
);
