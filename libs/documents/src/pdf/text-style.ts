import type { Fragment } from './fragment.js';

/** What is usual in a document: the measure for headings and paragraphs. */
export interface TextStyle {
  size: number;
  weight: number;
  /** Distance of the bottoms of two lines of a paragraph, in font sizes. */
  pitch: number;
}

/** A heading is at least this much larger than the text … */
const LARGER = 1.12;
/** … or this much heavier (regular to bold is 300, PDFium estimates lower for variable fonts). */
const HEAVIER = 100;

function mostFrequent(values: [value: number, weight: number][], fallback: number): number {
  const sums = new Map<number, number>();
  for (const [value, weight] of values) sums.set(value, (sums.get(value) ?? 0) + weight);
  return [...sums].sort(([, left], [, right]) => right - left)[0]?.[0] ?? fallback;
}

const rounded = (value: number, step: number): number => Math.round(value / step) * step;

/** Measures the text of a whole document. */
export function measureStyle(fragments: Fragment[]): TextStyle {
  const size = mostFrequent(
    fragments.map((fragment) => [rounded(fragment.size, 0.5), fragment.text.length]),
    10,
  );
  const body = fragments.filter((fragment) => Math.abs(fragment.size - size) < 0.3);
  const weight = mostFrequent(
    body.map((fragment) => [fragment.weight, fragment.text.length]),
    400,
  );
  const distances = body.flatMap((fragment, index): [number, number][] => {
    const next = body[index + 1];
    if (next?.page !== fragment.page) return [];
    const distance = (next.box.y + next.box.height - fragment.box.y - fragment.box.height) / size;
    return distance > 0.9 && distance < 2.5 ? [[rounded(distance, 0.05), 1]] : [];
  });
  return { size, weight, pitch: mostFrequent(distances, 1.4) };
}

/** True for text that stands out from the body by size, or by weight at body size. */
export function standsOut(fragment: Fragment, style: TextStyle): boolean {
  if (fragment.size > style.size * LARGER) return true;
  return fragment.size > style.size * 0.95 && isHeavy(fragment, style);
}

export function isHeavy(fragment: Fragment, style: TextStyle): boolean {
  return fragment.weight >= style.weight + HEAVIER;
}
