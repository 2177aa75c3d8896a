import type { MorphologicalAnalyzer } from '@onggi/language';
import { createLogger } from '@onggi/platform';

const log = createLogger('passage-upkeep');
const probe = '가';

/** Name of the analyzer with its version; undefined while it cannot be had, which is not waited for: the next look comes. */
export async function presentAnalyzer(
  analyzer: MorphologicalAnalyzer,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await analyzer.analyzeQuestion([probe], signal)).analyzer;
  } catch (error) {
    signal.throwIfAborted();
    log.debug({ error: String(error) }, 'no analyzer for passages that lack morphemes');
    return undefined;
  }
}
