/** Deleted: control characters without a meaning as space. */
export const deletedCharacters = '\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f';
/** Become a space, beside what NFKC turns into one. U+2581 is the mark that stands for a space inside pieces. */
export const spaceCharacters = '\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd';
/** Kept as it is, though NFKC would make it U+007E. */
export const keptTilde = '\uff5e';
/** Stands for the kept tilde while NFKC runs. */
export const tildeStandIn = '\ue000\uf8ff\ue000';

const deleted = new RegExp(`[${deletedCharacters}]`, 'g');
const spaces = new RegExp(`[${spaceCharacters}]`, 'g');
/** Half a character has no meaning; it is read like U+FFFD. */
const loneSurrogate = /\p{Surrogate}/gu;
const unusual = new RegExp(`[^ -~\uac00-\ud7a3]`);

/** The model's own normalisation, as its SentencePiece map does it (NFKC with exceptions), runs of spaces made one. */
export function normalizeText(text: string): string {
  const collapse = (value: string): string => (value.includes('  ') ? value.replace(/ {2,}/g, ' ') : value);
  // Printable ASCII and composed Hangul are their own normal form: most passages need nothing else.
  if (!unusual.test(text)) return collapse(text);
  const cleaned = text.replace(loneSurrogate, ' ').replace(deleted, '').replace(spaces, ' ');
  const composed = cleaned
    .split(keptTilde)
    .map((part) => part.normalize('NFKC'))
    .join(keptTilde);
  return collapse(composed);
}
