export type { Language } from '@onggi/platform';
export { detectLanguage } from './detect-language.js';
export type { QueryTerm, TermFrequency, Token, TokenUnit } from './tokens/token.js';
export type { GlossaryEntry, GlossaryMatch } from './glossary/glossary-entry.js';
