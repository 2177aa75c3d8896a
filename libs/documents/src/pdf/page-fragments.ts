import { cleanFlowingText } from '../tree/clean-text.js';
import type { Box } from '../tree/document-tree.js';
import { rightOf, unionOf, verticalOverlap, type Fragment } from './fragment.js';
import type { PdfCharacter, PdfFont, PdfPage } from './pdf-document.js';

/** A gap of this many font sizes separates columns and cells; justified text stays below. */
const GAP = 1.4;
/** A single blank may be wide in a narrow justified column; several are somebody's way to make columns. */
const GAP_WITH_ONE_BLANK = 4;
/** On a page that has its blanks as characters, a gap without one is a column's from this size on. */
const GAP_WITHOUT_BLANK = 0.5;
/** The gap behind a bullet or item number may be wide. */
const GAP_AFTER_BULLET = 6;
const BULLET = /^(?:[•·○●▪■□◦‣※*–-]|\(?\d{1,3}[.)]|[①-⑳]|[가-하][.)]|\(?[A-Za-z][.)])$/;
/** Bullets of symbol fonts live in the private use area. */
const SYMBOL_BULLET = /[\uf0a7\uf0b7\uf06c\uf0d8\uf0fc\uf076]/g;
const LIGATURE = /[\ufb00-\ufb06]/g;
/** The dots between a heading and its page number in a table of contents. */
const LEADER = /(?:\s?[.·…]){5,}\s*/g;
/** PDFium's mark for a hyphen at the end of a line. */
const LINE_END_HYPHEN = '\u0002';

/** Collects characters until a gap, a new line or another direction ends the run. */
class FragmentDraft {
  private text = '';
  /** Blanks of the page itself since the last other character. */
  private blanks = 0;
  private readonly boxes: Box[] = [];
  private readonly fonts = new Map<string, { font: PdfFont; boxes: Box[] }>();

  constructor(
    private readonly page: number,
    private readonly gapWithoutBlank: number,
  ) {}

  get isEmpty(): boolean {
    return this.boxes.length === 0;
  }

  addBlank(isOnPage: boolean): void {
    if (this.isEmpty) return;
    if (!this.text.endsWith(' ')) this.text += ' ';
    if (isOnPage) this.blanks += 1;
  }

  add(text: string, box: Box, font: PdfFont): void {
    this.text += text;
    this.blanks = 0;
    this.boxes.push(box);
    const key = `${font.size.toFixed(1)}/${font.weight}`;
    const known = this.fonts.get(key);
    if (known === undefined) this.fonts.set(key, { font, boxes: [box] });
    else known.boxes.push(box);
  }

  /** True when a character stands on the same line and near enough to belong to this run. */
  accepts(box: Box, size: number): boolean {
    const last = this.boxes.at(-1);
    if (last === undefined) return true;
    const gap = box.x - rightOf({ box: last });
    return gap < this.allowedGap() * size && gap > -2 * size && verticalOverlap(last, box) > 0.4;
  }

  private allowedGap(): number {
    if (BULLET.test(this.text.trim())) return GAP_AFTER_BULLET;
    if (this.blanks === 0) return this.gapWithoutBlank;
    return this.blanks === 1 ? GAP_WITH_ONE_BLANK : GAP;
  }

  /** Height and size are those of most characters: a bullet from a symbol font may be twice as tall as its line. */
  finish(): Fragment | undefined {
    const text = cleanFlowingText(this.text).replace(LEADER, ' … ').trim();
    const [most] = [...this.fonts.values()].sort((left, right) => right.boxes.length - left.boxes.length);
    if (text === '' || most === undefined) return undefined;
    const { x, width } = unionOf(this.boxes);
    const { y, height } = unionOf(most.boxes);
    const { size, weight } = most.font;
    return { page: this.page, text, box: { x, y, width, height }, size, weight, endsWithBlank: this.blanks > 0 };
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

function hasBlanksAsCharacters(characters: PdfCharacter[]): boolean {
  const blanks = characters.filter(({ text }) => text === ' ' || text === '\u00a0');
  return blanks.filter(({ isGenerated }) => !isGenerated).length > blanks.length / 2;
}

/** The runs of text of a page in the order of the file, which is reading order in all but exotic files. */
export function readFragments(page: PdfPage, number: number): Fragment[] {
  const fragments: Fragment[] = [];
  const fontOf = fontReader(page);
  const characters = Array.from({ length: page.characterCount }, (_, index) => page.characterAt(index));
  const gapWithoutBlank = hasBlanksAsCharacters(characters) ? GAP_WITHOUT_BLANK : GAP;
  let draft = new FragmentDraft(number, gapWithoutBlank);
  const finish = (): void => {
    const fragment = draft.finish();
    if (fragment !== undefined) fragments.push(fragment);
    draft = new FragmentDraft(number, gapWithoutBlank);
  };
  for (const [index, character] of characters.entries()) {
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
