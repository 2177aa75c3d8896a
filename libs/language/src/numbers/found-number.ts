import type { Span } from '../claimed-spans.js';

/** A number, date, time or code as it stands in a normalised text, with its comparable form. */
export interface FoundNumber extends Span {
  kind: 'number' | 'date' | 'time' | 'code';
  /**
   * Equal values are equal strings, whatever the language: "1200000", "4.5", "-20", "1/3", "2026-03-01", "2026-03",
   * "--03-01" (a day without a year), "--03", "14:30", "art12-2", "lgw2024b".
   */
  value: string;
  /** Unit in one spelling for both languages: "month", "mm/s", "%". */
  unit?: string;
  /**
   * False for what is a number only by one reading ("a month", "둘 다", the enumerator of a list): good enough as
   * evidence, too weak to demand evidence for.
   */
  certain: boolean;
}
