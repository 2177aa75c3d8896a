/** A morpheme of a text. */
export interface Morpheme {
  /** Dictionary form: 걷 in 걸었다. */
  form: string;
  /** Part of speech in the Sejong tag set: NNG, VV, JKO; stems of which there are two kinds end in -I or -R (VV-I). */
  tag: string;
  /** Place in the text in UTF-16 units. Morphemes that share a syllable overlap. */
  start: number;
  length: number;
}

/** Texts that were analysed together. */
export interface AnalyzedTexts {
  /** Program and model, as an index records them: another version may cut a word otherwise. Not empty. */
  analyzer: string;
  /** One list a text, in order. */
  morphemes: Morpheme[][];
}

/** Cuts Korean into morphemes. */
export interface MorphologicalAnalyzer {
  /**
   * Many texts, behind questions. Waits while the analyzer starts.
   * @throws when it can't be had
   */
  analyzePassages(texts: readonly string[], signal: AbortSignal): Promise<AnalyzedTexts>;
  /**
   * A person waits: at once or not at all.
   * @throws when it does not answer in time
   */
  analyzeQuestion(texts: readonly string[], signal: AbortSignal): Promise<AnalyzedTexts>;
}

/** Injection token of the MorphologicalAnalyzer port. */
export const MORPHOLOGICAL_ANALYZER = Symbol('MorphologicalAnalyzer');
