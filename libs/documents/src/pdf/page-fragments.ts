import { cleanFlowingText } from '../tree/clean-text.js';
import type { Box } from '../tree/document-tree.js';
import { rightOf, unionOf, verticalOverlap, type Fragment } from './fragment.js';
import type { PdfCharacter, PdfFont, PdfPage } from './pdf-document.js';

/** A gap of this many font sizes separates columns and cells; justified text stays below. */
const GAP = 1.4;
/** The gap behind a bullet or item number may be wide. */
const GAP_AFTER_BULLET = 6;
const BULLET = /^(?:[•·○●▪■□◦‣※*–-]|\(?\d{1,3}[.)]|[①-⑳]|[가-하][.)]|\(?[A-Za-z][.)])$/;
/** Bullets of symbol fonts live in the private use area. */
const SYMBOL_BULLET = /[\uf0a7\uf0b7\uf06c\uf0d8\uf0fc\uf076]/g;
const LIGATURE = /[\ufb00-\ufb06]/g;
/** PDFium's mark for a hyphen at the end of a line. */
const LINE_END_HYPHEN = '\u0002';

/** Collects characters until a gap, a new line or another direction ends the run. */
class FragmentDraft {
  private text = '';
  private endsWithBlank = false;
  private readonly boxes: Box[] = [];
  private readonly lengths = new Map<string, { font: PdfFont; length: number }>();

  constructor(private readonly page: number) {}

  get isEmpty(): boolean {
    return this.boxes.length === 0;
  }

  addBlank(isOnPage: boolean): void {
    if (this.isEmpty) return;
    if (!this.text.endsWith(' ')) this.text += ' ';
    this.endsWithBlank ||= isOnPage;
  }

  add(text: string, box: Box, font: PdfFont): void {
    this.text += text;
    this.endsWithBlank = false;
    this.boxes.push(box);
    const key = `${font.size.toFixed(1)}/${font.weight}`;
    const known = this.lengths.get(key);
    if (known === undefined) this.lengths.set(key, { font, length: 1 });
    else known.length += 1;
  }

  /** True when a character stands on the same line and near enough to belong to this run. */
  accepts(box: Box, size: number): boolean {
    const last = this.boxes.at(-1);
    if (last === undefined) return true;
    const gap = box.x - rightOf({ box: last });
    const allowed = BULLET.test(this.text.trim()) ? GAP_AFTER_BULLET : GAP;
    return gap < allowed * size && gap > -2 * size && verticalOverlap(last, box) > 0.4;
  }

  finish(): Fragment | undefined {
    const text = cleanFlowingText(this.text);
    const [most] = [...this.lengths.values()].sort((left, right) => right.length - left.length);
    if (text === '' || most === undefined) return undefined;
    const { size, weight } = most.font;
    return { page: this.page, text, box: unionOf(this.boxes), size, weight, endsWithBlank: this.endsWithBlank };
  }
}

function readable(text: string): string {
  if (text === LINE_END_HYPHEN) return '-';
  return text.replace(SYMBOL_BULLET, '•').replace(LIGATURE, (ligature) => ligature.normalize('NFKC'));
}

/** Reads the fonts of a page, asking PDFium only where the height of a character says that it may have changed. */
function fontReader(page: PdfPage): (index: number, box: Box) => PdfFont {
  let font: PdfFont = { size: 0, weight: 0, isUpright: true };
  let height = -1;
  let sinceAsked = 0;
  return (index, box) => {
    sinceAsked += 1;
    if (Math.abs(box.height - height) > 0.02 || sinceAsked > 8) {
      font = page.fontAt(index);
      height = box.height;
      sinceAsked = 0;
    }
    return font;
  };
}

function isLineBreak({ text }: PdfCharacter): boolean {
  return text === '\n' || text === '\r';
}

/** The runs of text of a page in the order of the file, which is reading order in all but exotic files. */
export function readFragments(page: PdfPage, number: number): Fragment[] {
  const fragments: Fragment[] = [];
  const fontOf = fontReader(page);
  let draft = new FragmentDraft(number);
  const finish = (): void => {
    const fragment = draft.finish();
    if (fragment !== undefined) fragments.push(fragment);
    draft = new FragmentDraft(number);
  };
  for (let index = 0; index < page.characterCount; index += 1) {
    const character = page.characterAt(index);
    if (isLineBreak(character)) finish();
    else if (/^[\s\u00a0]$/.test(character.text)) {
      draft.addBlank(!character.isGenerated);
    } else if (character.text !== '\0') {
      const font = fontOf(index, character.box);
      if (!font.isUpright) continue;
      if (!draft.accepts(character.box, font.size)) finish();
      draft.add(readable(character.text), character.box, font);
    }
  }
  finish();
  return fragments;
}
