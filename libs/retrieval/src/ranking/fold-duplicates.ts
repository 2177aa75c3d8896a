import { distinguishingMarks, normaliseText } from '@onggi/language';
import type { DuplicatePassage, Passage } from '../search/passage.js';

/** Words in a row that are compared as one. */
const shingleWords = 3;
/** Share of all different shingles that two passages must have in common (Jaccard; Broder, 1997). */
const nearlyAll = 0.9;

interface Fingerprint {
  text: string;
  shingles: ReadonlySet<string>;
  /** Made when a text of nearly the same words is met, which is seldom. */
  marks?: string;
}

/**
 * Passages whose text is the same or nearly so are one result: the best of them, which names the others. Such are copies
 * of a document in two corpora and boilerplate. A difference in a number, code, capital or negation keeps both, so the
 * near-identical entries of a parts list all stay.
 * @param ranked best first
 */
export function foldDuplicates(ranked: readonly Passage[]): Passage[] {
  const kept: { passage: Passage; fingerprint: Fingerprint }[] = [];
  for (const passage of ranked) {
    const fingerprint = fingerprintOf(passage.text);
    const twin = kept.find((each) => isSame(each.fingerprint, fingerprint));
    if (!twin) kept.push({ passage, fingerprint });
    else twin.passage = { ...twin.passage, alsoIn: [...(twin.passage.alsoIn ?? []), asDuplicate(passage)] };
  }
  return kept.map(({ passage }) => passage);
}

function fingerprintOf(text: string): Fingerprint {
  const words =
    normaliseText(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  const last = Math.max(1, words.length - shingleWords + 1);
  const shingles = new Set<string>();
  for (let at = 0; at < last; at++) shingles.add(words.slice(at, at + shingleWords).join(' '));
  return { text, shingles };
}

function isSame(left: Fingerprint, right: Fingerprint): boolean {
  return hasNearlyAll(left.shingles, right.shingles) && marksOf(left) === marksOf(right);
}

/** Gives up at the first shingle that is one too many, so texts of different words cost a few look-ups. */
function hasNearlyAll(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  const [fewer, more] = left.size < right.size ? [left, right] : [right, left];
  if (fewer.size < nearlyAll * more.size) return false;
  let common = fewer.size;
  for (const shingle of fewer) {
    if (more.has(shingle)) continue;
    common--;
    if (common < nearlyAll * (fewer.size + more.size - common)) return false;
  }
  return true;
}

function marksOf(fingerprint: Fingerprint): string {
  fingerprint.marks ??= distinguishingMarks(fingerprint.text).join(' ');
  return fingerprint.marks;
}

function asDuplicate(passage: Passage): DuplicatePassage {
  const { documentId, versionId, path, chunkId, title, page, start, end, sharedBy } = passage;
  return { documentId, versionId, path, chunkId, title, page, start, end, ...(sharedBy && { sharedBy }) };
}
