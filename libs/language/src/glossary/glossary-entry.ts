/** A term of an expert's glossary in both languages. */
export interface GlossaryEntry {
  ko: string;
  en: string;
  synonyms?: { ko?: string[]; en?: string[] };
  /** Short form that is used in both languages, for example "SDS". */
  abbreviation?: string;
}

/** A glossary term found in a text. */
export interface GlossaryMatch {
  entry: GlossaryEntry;
  /** The words of the text that matched. */
  matched: string;
  /** UTF-16 offsets into the text in its composed form (NFC). */
  start: number;
  end: number;
  /** Other names of the term, by language, without the one that matched. */
  equivalents: { ko: string[]; en: string[] };
}
