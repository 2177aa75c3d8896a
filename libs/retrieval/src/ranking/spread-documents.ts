/**
 * The same order, but no document has more than `perDocument` places among the first `window`: one long manual must not
 * hide the rest. What steps back follows right behind.
 */
export function spreadDocuments<Passage extends { versionId: string }>(
  ranked: readonly Passage[],
  perDocument: number,
  window: number,
): Passage[] {
  const places = new Map<string, number>();
  const first: Passage[] = [];
  const later: Passage[] = [];
  for (const passage of ranked) {
    const taken = places.get(passage.versionId) ?? 0;
    if (first.length < window && taken < perDocument) {
      places.set(passage.versionId, taken + 1);
      first.push(passage);
    } else {
      later.push(passage);
    }
  }
  return [...first, ...later];
}
