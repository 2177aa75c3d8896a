import type { Passage } from '@onggi/retrieval';

interface Standing {
  passage: Passage;
  best: number;
  lists: number;
}

/**
 * Results of several searches in one, by each passage's best rank, then by how many searches found it: CombMAX, then CombMNZ's
 * count (Fox & Shaw, Combination of Multiple Searches, TREC-2, 1994), over ranks. Not the sum of reciprocal ranks: where the
 * first searches found the wrong pages in agreement, a sum hides what only one found.
 * @param lists each best first; of equals those of an earlier list come first
 * @returns with 1 / best rank as score; without what is folded into a better one as its duplicate
 */
export function mergeByRank(lists: readonly (readonly Passage[])[]): Passage[] {
  const standings = new Map<string, Standing>();
  for (const list of lists) {
    list.forEach((passage, index) => {
      const standing = standings.get(passage.chunkId) ?? { passage, best: index + 1, lists: 0 };
      standing.best = Math.min(standing.best, index + 1);
      standing.lists += 1;
      standings.set(passage.chunkId, standing);
    });
  }
  const folded = new Set<string>();
  return [...standings.values()]
    .sort((left, right) => left.best - right.best || right.lists - left.lists)
    .flatMap(({ passage, best }) => {
      if (folded.has(passage.chunkId)) return [];
      passage.alsoIn?.forEach(({ chunkId }) => folded.add(chunkId));
      return [{ ...passage, score: 1 / best }];
    });
}
