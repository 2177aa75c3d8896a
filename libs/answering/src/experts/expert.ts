import type { GlossaryEntry } from '@onggi/language';
import type { Language, LocalizedText } from '@onggi/platform';

/** An expert as its readers see it. */
export interface Expert {
  id: string;
  key: string;
  name: LocalizedText;
  description: LocalizedText;
  /** Questions to begin with. */
  examples: { lang: Language; text: string }[];
  /** Where the expert looks; empty: in every corpus. */
  corpora: { id: string; key: string; name: LocalizedText }[];
}

/** An expert with what it needs to answer. */
export interface AnsweringExpert extends Expert {
  /** Who answers: a sentence or two for the model. */
  persona: LocalizedText;
  glossary: GlossaryEntry[];
}

/** An expert as it is set up. */
export interface ExpertDefinition {
  key: string;
  name: LocalizedText;
  description?: LocalizedText;
  persona?: LocalizedText;
  /** Keys or ids of corpora that exist. */
  corpora: readonly string[];
  examples?: readonly { lang: Language; text: string }[];
  glossary?: readonly (GlossaryEntry & { definition?: Partial<LocalizedText> })[];
}
