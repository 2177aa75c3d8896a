import { EmptyFileError, TooLargeError } from '../errors/file-errors.js';
import { decodeText } from '../format/decode-text.js';
import { detectFormat, formatOfText, MEDIA_TYPES, type TextFormat } from '../format/detect-format.js';
import { parseMarkdown } from '../markdown/parse-markdown.js';
import { parseHtml, parseXml } from '../markup/parse-markup.js';
import { parsePdf } from '../pdf/parse-pdf.js';
import { parsePlainText } from '../text/parse-plain-text.js';
import type { DocumentSource, DocumentTree, ParsedDocument } from '../tree/document-tree.js';

/** What is read at most. */
export interface ParsingLimits {
  /** Characters of a text file. Default 10 million: a shelf of books. */
  maxCharacters?: number;
  /** Pages of a PDF. Default 3,000. */
  maxPages?: number;
  /** Milliseconds that a PDF's pages may take; checked between pages. Default 120,000. */
  maxPdfMs?: number;
}

const MAX_CHARACTERS = 10_000_000;
const MAX_PAGES = 3_000;
const MAX_PDF_MS = 120_000;
/** No character takes more bytes than this in any encoding that is read. */
const LARGEST_CHARACTER_BYTES = 4;

const TEXT_PARSERS: Record<TextFormat, (text: string, title: string) => DocumentTree> = {
  markdown: parseMarkdown,
  text: parsePlainText,
  html: parseHtml,
  xml: parseXml,
};

function tooManyCharacters(limit: number): TooLargeError {
  const number = limit.toLocaleString('en-US');
  return new TooLargeError({ limit: { ko: `${number}자`, en: `${number} characters` } });
}

/** The file's name without folders and extension. */
function titleOfPath(path: string): string {
  const name = path.normalize('NFC').split(/[/\\]/).filter(Boolean).at(-1) ?? '';
  return name.replace(/(?<=.)\.[A-Za-z][A-Za-z0-9]{0,9}$/, '') || name || 'document';
}

/**
 * Reads a file into a Document tree, in this thread: see {@link DocumentParser} for the way that a bad file can't harm.
 * @throws DocumentError when the file can't be read, with a reason for people.
 */
export async function parseDocument(source: DocumentSource, limits: ParsingLimits = {}): Promise<ParsedDocument> {
  const { maxCharacters = MAX_CHARACTERS, maxPages = MAX_PAGES, maxPdfMs = MAX_PDF_MS } = limits;
  const named = detectFormat(source);
  const title = titleOfPath(source.path);
  if (named === 'pdf') {
    const tree = await parsePdf(source.bytes, title, { maxPages, maxMs: maxPdfMs });
    return { tree, mediaType: MEDIA_TYPES.pdf, format: 'pdf' };
  }
  if (source.bytes.length > maxCharacters * LARGEST_CHARACTER_BYTES) throw tooManyCharacters(maxCharacters);
  const text = decodeText(source.bytes);
  if (text.length > maxCharacters) throw tooManyCharacters(maxCharacters);
  if (text.trim() === '') throw new EmptyFileError();
  const format = formatOfText(text, named);
  return { tree: TEXT_PARSERS[format](text, title), mediaType: MEDIA_TYPES[format], format };
}
