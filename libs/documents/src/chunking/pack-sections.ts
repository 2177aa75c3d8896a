import type { Section } from './section.js';
import type { TextUnit } from './text-unit.js';

/** Units that become one passage, with the heading path that holds for all of them. */
export interface Passage {
  path: string[];
  units: TextUnit[];
  tokens: number;
  /** True when the passage is a whole section: the rest of a split one is never merged with the section after it. */
  isWhole: boolean;
}

/** How long passages may become, in tokens of their text; the room for title and headings is subtracted already. */
export interface PackingLimits {
  target: (path: readonly string[]) => number;
  max: (path: readonly string[]) => number;
}

/** A section below this share of the target is too little to stand alone. */
const TINY_SHARE = 1 / 3;

const tokensOf = (units: TextUnit[]): number => units.reduce((sum, { tokens }) => sum + tokens, 0);

/** A heading belongs to what follows, and so does a line that announces a list. */
function isBoundToNext({ block }: TextUnit, text: string): boolean {
  return block.kind === 'heading' || block.kind === 'caption' || /[:：]$/.test(text);
}

/** Packs the sections of a document into passages, in document order. */
export class SectionPacker {
  constructor(
    private readonly text: string,
    private readonly unitsOf: (section: Section) => TextUnit[],
    private readonly limits: PackingLimits,
  ) {}

  pack(section: Section): Passage[] {
    const whole = this.wholeSection(section);
    if (whole !== undefined) return [whole];
    const own = this.packUnits(section.path, this.unitsOf(section));
    const below = section.children.flatMap((child) => {
      const passages = this.pack(child);
      return passages.map((passage) => ({ ...passage, isWhole: passages.length === 1 }));
    });
    return this.mergeTiny(section.path, this.joinHeading(own, below));
  }

  /** A heading with nothing of its own opens the first passage below, which keeps its longer path. */
  private joinHeading(own: Passage[], below: Passage[]): Passage[] {
    const [heading] = own;
    const [first, ...rest] = below;
    const isAlone = own.length === 1 && heading?.units.every(({ block }) => block.kind === 'heading') === true;
    if (!isAlone || first === undefined) return [...own, ...below];
    const tokens = heading.tokens + first.tokens;
    if (tokens > this.limits.max(first.path)) return [...own, ...below];
    return [{ ...first, units: [...heading.units, ...first.units], tokens }, ...rest];
  }

  /** The section with all below it as one passage, if it fits. */
  private wholeSection(section: Section): Passage | undefined {
    const units: TextUnit[] = [];
    const limit = this.limits.target(section.path);
    let tokens = 0;
    const collect = (each: Section): boolean => {
      const own = this.unitsOf(each);
      tokens += tokensOf(own);
      units.push(...own);
      return tokens <= limit && each.children.every(collect);
    };
    return collect(section) && units.length > 0 ? { path: section.path, units, tokens, isWhole: true } : undefined;
  }

  /** Splits the blocks of one section evenly, so that no crumb is left at the end. */
  private packUnits(path: string[], units: TextUnit[]): Passage[] {
    const total = tokensOf(units);
    const target = this.limits.target(path);
    const max = this.limits.max(path);
    const even = total / Math.max(1, Math.ceil(total / target));
    const passages: Passage[] = [];
    let current: TextUnit[] = [];
    let tokens = 0;
    units.forEach((unit, index) => {
      const before = units[index - 1];
      const isBound = before !== undefined && isBoundToNext(before, this.text.slice(before.start, before.end));
      const isFull = tokens + unit.tokens > max || (!isBound && (tokens >= even || tokens + unit.tokens > target));
      if (current.length > 0 && isFull) {
        passages.push({ path, units: current, tokens, isWhole: false });
        current = [];
        tokens = unit.tableHeader?.tokens ?? 0;
      }
      current.push(unit);
      tokens += unit.tokens;
    });
    if (current.length > 0) passages.push({ path, units: current, tokens, isWhole: passages.length === 0 });
    return passages;
  }

  /** Joins neighbouring whole sections under the same heading while one of them is tiny and both fit together. */
  private mergeTiny(path: string[], passages: Passage[]): Passage[] {
    const limit = this.limits.target(path);
    const merged: Passage[] = [];
    for (const passage of passages) {
      const last = merged.at(-1);
      const tokens = (last?.tokens ?? 0) + passage.tokens;
      const isTiny = Math.min(last?.tokens ?? Infinity, passage.tokens) < limit * TINY_SHARE;
      if (last?.isWhole && passage.isWhole && isTiny && tokens <= limit) {
        merged[merged.length - 1] = { path, units: [...last.units, ...passage.units], tokens, isWhole: true };
      } else merged.push(passage);
    }
    return merged;
  }
}
