/** Stands for an analyzer where a text has no Hangul. */
export const nothingToAnalyze = 'none';

const versions = new Intl.Collator('en', { numeric: true });
const family = (analyzer: string): string => /^[^\d]*/.exec(analyzer)?.[0] ?? '';

/**
 * True when morphemes that `stored` found are worth finding again by `present`. Where servers of two versions run side by side,
 * the older one leaves alone what the newer one has done.
 * @param stored name of an analyzer with its version, empty where none was at hand, or {@link nothingToAnalyze}
 */
export function isOutdatedAnalyzer(stored: string, present: string): boolean {
  if (stored === present || stored === nothingToAnalyze) return false;
  return family(stored) !== family(present) || versions.compare(stored, present) < 0;
}

/** The one analyzer of all these texts' morphemes; empty where there are several or some text lacks them. */
export function oneAnalyzer(analyzers: Iterable<string>): string {
  const found = new Set(analyzers);
  found.delete(nothingToAnalyze);
  const [first = nothingToAnalyze] = found;
  return found.size > 1 ? '' : first;
}
