import { readFileSync } from 'node:fs';
import type { Language } from '@onggi/platform';
import { z } from 'zod';

const inBoth = z.object({ ko: z.string().min(1), en: z.string().min(1) });
const topic = z.object({ domain: z.string(), title: inBoth, passage: inBoth, question: inBoth });

/** One subject in both languages: a passage, and a question that it answers. */
export type CentringTopic = z.infer<typeof topic>;

/** @param path JSON lines. @throws z.ZodError naming the field that does not fit */
export function readTopics(path: string): CentringTopic[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => topic.parse(JSON.parse(line)));
}

/** A passage as the index embeds one: under its title. */
export function passageOf({ title, passage }: CentringTopic, language: Language): string {
  return `${title[language]}\n${passage[language]}`;
}

/** A passage about several topics. */
export interface LongPassage {
  text: string;
  topics: readonly CentringTopic[];
}

/** Neighbouring topics of a domain as one passage: chunks of real documents are three times as long as a topic. */
export function longPassages(topics: readonly CentringTopic[], language: Language, topicsEach = 3): LongPassage[] {
  const passages: LongPassage[] = [];
  for (let from = 0; from + topicsEach <= topics.length; from++) {
    const run = topics.slice(from, from + topicsEach);
    if (run.every((each) => each.domain === run[0]?.domain)) {
      passages.push({ text: run.map((each) => passageOf(each, language)).join('\n'), topics: run });
    }
  }
  return passages;
}
