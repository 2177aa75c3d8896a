/** Predicates that a text denies: 보관 in "보관하지 않는다", "open" in "must not be opened". */
const koreanDenials: readonly RegExp[] = [
  /([가-힣]{1,8})지\s*(?:는|도|를)?\s*(?:않|못|아니|말|마)/g,
  /([가-힣]{1,8})[을를]?\s*수(?:는|가)?\s*없/g,
  /([가-힣]{1,8})(?:면|서는)\s*(?:안|아니)\s*[되된됩]/g,
];
const englishDenial =
  /\b(?:not|never|cannot|can't|mustn't|don't|doesn't|isn't|aren't|won't|shouldn't|nobody|no\s+one)\s+(?:(?:be|have|been|to|yet|ever)\s+){0,2}([a-z]{3,})/gi;
const anyDenial =
  /없|않|아니[하한합된됩라]|못\s?[하한할]|금지|불가|안\s?[되된됩]|마십시오|마세요|제외|\b(?:not|no|never|cannot|none|without|nobody|neither|nor|prohibited|forbidden|void|excluded|except)\b|n't\b/i;

/** Beginnings of what a text denies, lower-cased; empty when it denies nothing that can be told. */
export function deniedPredicates(text: string): string[] {
  const korean = koreanDenials.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, word = '']) => word.slice(0, 2)),
  );
  const english = [...text.matchAll(englishDenial)].map(([, word = '']) => word.toLowerCase().slice(0, 5));
  return [...korean, ...english].filter((word) => word.length >= 2);
}

/**
 * True when a claim denies and its evidence does not deny anything, or a claim asserts the very predicate that its
 * evidence denies. What differs in words only is left to the other checks.
 */
export function contradictsDenial(claim: string, evidence: string): boolean {
  if (anyDenial.test(claim)) return !anyDenial.test(evidence);
  return deniedPredicates(evidence).some((predicate) => new RegExp(`(?<![가-힣a-z])${predicate}`, 'i').test(claim));
}
