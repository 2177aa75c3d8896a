import { ClaimedSpans } from '../claimed-spans.js';
import type { GlossaryEntry, GlossaryMatch } from './glossary-entry.js';

const HANGUL = /[\uac00-\ud7a3]/;
const SHORTEST_CASELESS = 3;

interface Name {
  entry: GlossaryEntry;
  name: string;
}

function namesOf(entry: GlossaryEntry): string[] {
  const { ko, en, abbreviation, synonyms } = entry;
  return [ko, en, abbreviation ?? '', ...(synonyms?.ko ?? []), ...(synonyms?.en ?? [])]
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const condensed = (text: string): string => text.toLowerCase().replace(/[\s-]+/g, '');

/** Blanks and hyphens inside a name are free: 여비규정 is found in 여비 규정, "on-site" in "on site". */
function patternOf(name: string): RegExp {
  if (HANGUL.test(name)) {
    const syllables = [...name.replace(/\s+/g, '')].map(escaped).join('\\s?');
    return new RegExp(`(?<![\\p{L}\\p{N}])${syllables}`, 'giu');
  }
  const words = name
    .split(/[\s-]+/)
    .map(escaped)
    .join('[\\s-]?');
  const plural = /[a-z]$/i.test(name) && name.length > SHORTEST_CASELESS ? '(?:e?s)?' : '';
  return new RegExp(`(?<![A-Za-z\\d])${words}${plural}(?![A-Za-z\\d])`, name.length < SHORTEST_CASELESS ? 'gu' : 'giu');
}

function equivalentsOf(entry: GlossaryEntry, matched: string): GlossaryMatch['equivalents'] {
  const { ko, en, abbreviation, synonyms } = entry;
  const others = (names: (string | undefined)[]): string[] => [
    ...new Set(names.filter((name): name is string => !!name && condensed(name) !== condensed(matched))),
  ];
  return { ko: others([ko, ...(synonyms?.ko ?? [])]), en: others([en, ...(synonyms?.en ?? []), abbreviation]) };
}

/**
 * Glossary terms in a text, for expanding a question into the other language. Latin names match as whole words
 * (a plural s allowed; names under three letters only in their case), Korean names at the start of a word, particles
 * may follow. Where names overlap, the longest wins.
 * @returns matches in the order of the text.
 */
export function matchGlossary(text: string, entries: readonly GlossaryEntry[]): GlossaryMatch[] {
  const composed = text.normalize('NFC');
  const haystack = condensed(composed);
  const candidates: Name[] = entries
    .flatMap((entry) => namesOf(entry).map((name) => ({ entry, name: name.normalize('NFC') })))
    .filter(({ name }) => haystack.includes(condensed(name)))
    .sort((left, right) => condensed(right.name).length - condensed(left.name).length);
  const claimed = new ClaimedSpans(composed.length);
  const matches: GlossaryMatch[] = [];
  for (const { entry, name } of candidates) {
    for (const { 0: matched, index } of composed.matchAll(patternOf(name))) {
      const span = { start: index, end: index + matched.length };
      if (!claimed.isFree(span)) continue;
      claimed.claim(span);
      matches.push({ entry, matched, ...span, equivalents: equivalentsOf(entry, name) });
    }
  }
  return matches.sort((left, right) => left.start - right.start);
}
