import { distinguishingMarks, normaliseText } from '@onggi/language';
import type { DuplicatePassage, Passage } from '../search/passage.js';

/** Words in a row that are compared as one. */
const shingleWords = 3;
/** Share of all different shingles that two passages must have in common (Jaccard; Broder, 1997). */
const nearlyAll = 0.9;

interface Fingerprint {
  marks: string;
  shingles: ReadonlySet<string>;
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
  const shingles = new Set(Array.from({ length: last }, (_, at) => words.slice(at, at + shingleWords).join(' ')));
  return { marks: distinguishingMarks(text).join(' '), shingles };
}

function isSame(left: Fingerprint, right: Fingerprint): boolean {
  if (left.marks !== right.marks) return false;
  const [fewer, more] = left.shingles.size < right.shingles.size ? [left, right] : [right, left];
  if (fewer.shingles.size < nearlyAll * more.shingles.size) return false;
  const common = [...fewer.shingles].filter((shingle) => more.shingles.has(shingle)).length;
  return common >= nearlyAll * (fewer.shingles.size + more.shingles.size - common);
}

function asDuplicate({ documentId, versionId, path, chunkId, title, page, start, end }: Passage): DuplicatePassage {
  return { documentId, versionId, path, chunkId, title, page, start, end };
}
