import { ParsingAbortedError, TooLargeError } from '../errors/file-errors.js';
import { NoTextLayerError } from '../errors/pdf-errors.js';
import { cleanFlowingText } from '../tree/clean-text.js';
import type { DocumentTree } from '../tree/document-tree.js';
import { TreeBuilder, type DraftPage } from '../tree/tree-builder.js';
import type { Fragment } from './fragment.js';
import { buildBlocks } from './pdf-blocks.js';
import { PdfDocument } from './pdf-document.js';
import { readFragments } from './page-fragments.js';
import { withoutRunningHeads } from './running-heads.js';

/** How much of a PDF is read at most. */
export interface PdfLimits {
  maxPages: number;
  /** Checked between pages. */
  maxMs: number;
}

/** A scan often carries a stamp or a page number as text: that is no text layer. */
const FEWEST_CHARACTERS_PER_PAGE = 8;
/** Characters without a meaning of their own: fonts that don't say what they draw. */
const MEANINGLESS = /[\ufffd\ue000-\uf8ff]/g;
const TOLERATED_MEANINGLESS_SHARE = 0.3;
/** Titles that a program, not a person, gave. */
const MACHINE_TITLE =
  /\.(?:docx?|hwpx?|pptx?|xlsx?|indd|qxd|tex|pdf|html?|md)$|^(?:untitled|microsoft word|제목 ?없음|document\d*|about:blank)/i;

function readPages(
  document: PdfDocument,
  { maxPages, maxMs }: PdfLimits,
): { pages: DraftPage[]; fragments: Fragment[] } {
  const count = document.pageCount;
  if (count > maxPages) {
    const limit = maxPages.toLocaleString('en-US');
    throw new TooLargeError({ limit: { ko: `${limit}쪽`, en: `${limit} pages` } });
  }
  const deadline = performance.now() + maxMs;
  const pages: DraftPage[] = [];
  const fragments: Fragment[] = [];
  for (let index = 0; index < count; index += 1) {
    if (performance.now() > deadline) throw new ParsingAbortedError({ reason: 'time' });
    const number = index + 1;
    const read = document.withPage(index, (page) => {
      fragments.push(...readFragments(page, number));
      return { number, width: page.width, height: page.height };
    });
    pages.push(read ?? { number, width: 0, height: 0 });
  }
  return { pages, fragments };
}

function assertTextLayer(fragments: Fragment[], pages: number): void {
  const text = fragments.map((fragment) => fragment.text).join('');
  const meaningless = text.match(MEANINGLESS)?.length ?? 0;
  const isScan = text.length - meaningless < FEWEST_CHARACTERS_PER_PAGE * Math.max(1, pages);
  if (isScan || meaningless > text.length * TOLERATED_MEANINGLESS_SHARE) throw new NoTextLayerError({ pages });
}

/**
 * Reads a PDF that has text: paragraphs rebuilt from lines, headings by size and weight, tables by alignment, running
 * headers and footers dropped, the page and the box of every line kept.
 * @throws EncryptedPdfError, BrokenPdfError, NoTextLayerError, TooLargeError, ParsingAbortedError
 */
export async function parsePdf(bytes: Uint8Array, fallbackTitle: string, limits: PdfLimits): Promise<DocumentTree> {
  const document = await PdfDocument.open(bytes);
  try {
    const { pages, fragments } = readPages(document, limits);
    assertTextLayer(fragments, pages.length);
    const tree = new TreeBuilder(pages);
    buildBlocks(withoutRunningHeads(fragments, pages), tree);
    const title = cleanFlowingText(document.title);
    const named = title === '' || MACHINE_TITLE.test(title) ? tree.firstHeading : title;
    return tree.build(named ?? fallbackTitle);
  } finally {
    document.close();
  }
}
