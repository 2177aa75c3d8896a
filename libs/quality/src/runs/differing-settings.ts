import type { EvaluationRun } from './run.js';

/** Something that decides a run's figures and is not the same in two runs. */
export interface DifferingSetting {
  /** Its path, such as `answering.prompts.gate`. */
  setting: string;
  /** Null where a run has it not: another kind of run, or one of a time when it was not written down. */
  run: unknown;
  other: unknown;
}

/** What could explain a difference between two runs of a set, by its name. */
export function differingSettings(run: EvaluationRun, other: EvaluationRun): DifferingSetting[] {
  const [mine, theirs] = [decidingOf(run), decidingOf(other)];
  return [...new Set([...mine.keys(), ...theirs.keys()])].sort().flatMap((setting) => {
    const pair = { run: mine.get(setting) ?? null, other: theirs.get(setting) ?? null };
    return JSON.stringify(pair.run) === JSON.stringify(pair.other) ? [] : [{ setting, ...pair }];
  });
}

function decidingOf(run: EvaluationRun): Map<string, unknown> {
  const { version, answers, expert, embeddingSet, chatModel, startedBy } = run;
  const { embeddingSetAsked: _, ...configuration } = run.configuration;
  return leaves({ version, answers, expert, embeddingSet, chatModel, startedBy, ...configuration });
}

/** Objects are taken apart, lists are not. */
function leaves(value: object, path = ''): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [name, each] of Object.entries(value) as [string, unknown][]) {
    const whole = path === '' ? name : `${path}.${name}`;
    if (typeof each !== 'object' || each === null || Array.isArray(each)) found.set(whole, each);
    else for (const [inner, leaf] of leaves(each, whole)) found.set(inner, leaf);
  }
  return found;
}
