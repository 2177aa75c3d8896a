export type { Language } from '@onggi/platform';
export { detectLanguage } from './detect-language.js';
export { distinguishingMarks } from './distinguishing-marks.js';
export { normaliseText } from './normalise-text.js';
export type { QueryTerm, TermFrequency, Token, TokenUnit } from './tokens/token.js';
export { tokenize } from './tokens/tokenize.js';
export { lexicalUnits } from './tokens/lexical-units.js';
export {
  analyzePassages,
  hasHangul,
  readQuestion,
  type Morphology,
  type QuestionReading,
} from './morphology/analyze-texts.js';
export { isOutdatedAnalyzer, nothingToAnalyze, oneAnalyzer } from './morphology/analyzer-version.js';
export { repairKeyboard } from './keyboard/repair-keyboard.js';
export { oneSpelling } from './spelling/one-spelling.js';
export {
  MORPHOLOGICAL_ANALYZER,
  type AnalyzedTexts,
  type MorphologicalAnalyzer,
  type Morpheme,
} from './morphology/morphological-analyzer.js';
export { isParticle } from './tokens/particles.js';
export { countTerms, limitTerms, MAX_DISTINCT_TERMS, queryTerms, termFrequencies } from './tokens/terms.js';
export { extractNumbers, unsupportedNumbers } from './numbers/extract-numbers.js';
export { splitSentences } from './sentences/split-sentences.js';
export { namesPlace, readFilters, type SpokenFilters } from './filters/read-filters.js';
export type { Period } from './filters/period.js';
export { documentKind, documentKinds, type DocumentKind } from './filters/document-kind.js';
export { leansOnEarlier } from './questions/leans-on-earlier.js';
export { matchGlossary } from './glossary/match-glossary.js';
export type { Span } from './claimed-spans.js';
export type { GlossaryEntry, GlossaryMatch } from './glossary/glossary-entry.js';
