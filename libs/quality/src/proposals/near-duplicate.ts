/** From this share of common letter pairs on, two questions ask the same. */
const sameFrom = 0.8;

/** True when a question of the set asks the same in nearly the same words: other numbers or codes make another question. */
export function isNearDuplicate(text: string, known: readonly string[]): boolean {
  const [pairs, figures] = [pairsOf(text), figuresOf(text)];
  return known.some((other) => figuresOf(other) === figures && overlap(pairs, pairsOf(other)) >= sameFrom);
}

function pairsOf(text: string): Set<string> {
  const letters = [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ''),
  ];
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`));
}

function figuresOf(text: string): string {
  return (text.match(/[a-z]*-?\d[\w-]*/gi) ?? []).join(' ').toLowerCase();
}

/** Jaccard. */
function overlap(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const common = [...left].filter((each) => right.has(each)).length;
  const all = left.size + right.size - common;
  return all === 0 ? 0 : common / all;
}
