import { EmptyFileError, ExtensionMismatchError, UnsupportedFormatError } from '../errors/file-errors.js';
import type { DocumentFormat, DocumentSource } from '../tree/document-tree.js';
import { binaryFormat } from './binary-signatures.js';

/** A format that is text. */
export type TextFormat = Exclude<DocumentFormat, 'pdf'>;

const DECLARATION_LENGTH = 4096;

const BY_EXTENSION: Record<string, DocumentFormat> = {
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  mkd: 'markdown',
  txt: 'text',
  text: 'text',
  log: 'text',
  html: 'html',
  htm: 'html',
  xhtml: 'html',
  xht: 'html',
  xml: 'xml',
  dbk: 'xml',
  docbook: 'xml',
  dita: 'xml',
  page: 'xml',
  xhp: 'xml',
  pdf: 'pdf',
};

const BY_MEDIA_TYPE: Record<string, DocumentFormat> = {
  'text/markdown': 'markdown',
  'text/plain': 'text',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/xml': 'xml',
  'text/xml': 'xml',
  'application/docbook+xml': 'xml',
  'application/pdf': 'pdf',
};

/** Media type of each format, as it is stored. */
export const MEDIA_TYPES: Record<DocumentFormat, string> = {
  markdown: 'text/markdown',
  text: 'text/plain',
  html: 'text/html',
  xml: 'application/xml',
  pdf: 'application/pdf',
};

const EXTENSION = /(?:^|[^/\\.])\.([A-Za-z][A-Za-z0-9]{0,9})$/;
const HTML_START = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype\s+html|<html[\s>])/i;
const XML_START = /^\s*(?:<\?xml\s|<!DOCTYPE\s+(?!html)\w)/;
const NAMED_FORMATS: Record<string, string> = {
  hwp: 'HWP (.hwp)',
  hwpx: 'HWPX (.hwpx)',
  docx: 'Word (.docx)',
  doc: 'Word 97 (.doc)',
};

/** Lower-cased extension of a path, without the dot; empty when it has none. */
export function extensionOf(path: string): string {
  return EXTENSION.exec(path)?.[1]?.toLowerCase() ?? '';
}

function formatByName({ path, mediaType }: DocumentSource): DocumentFormat {
  const extension = extensionOf(path);
  const byExtension = BY_EXTENSION[extension];
  if (byExtension !== undefined) return byExtension;
  if (extension !== '') throw new UnsupportedFormatError({ format: NAMED_FORMATS[extension] ?? `.${extension}` });
  return BY_MEDIA_TYPE[(mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''] ?? 'text';
}

/**
 * The format of a decoded text. Markup under another name is read as what it is; a name never turns markup into prose.
 * @param named the format that the file's name says.
 */
export function formatOfText(text: string, named: TextFormat): TextFormat {
  const head = text.slice(0, DECLARATION_LENGTH);
  if (HTML_START.test(head)) return 'html';
  return named === 'text' && XML_START.test(head) ? 'xml' : named;
}

/**
 * Decides from content and name together what a file is. Binary data never passes as text; a text's format is final
 * only after {@link formatOfText}.
 * @throws EmptyFileError, UnsupportedFormatError, ExtensionMismatchError
 */
export function detectFormat(source: DocumentSource): DocumentFormat {
  const { bytes, path } = source;
  if (bytes.length === 0) throw new EmptyFileError();
  const extension = extensionOf(path);
  const binary = binaryFormat(bytes);
  if (binary === undefined) {
    const named = formatByName(source);
    if (named === 'pdf') throw new ExtensionMismatchError({ extension: extension || 'pdf' });
    return named;
  }
  const isNamedOtherwise = BY_EXTENSION[extension] !== undefined && !(binary.isPdf === true && extension === 'pdf');
  if (isNamedOtherwise) throw new ExtensionMismatchError({ extension, found: binary.name });
  if (binary.isPdf !== true) throw new UnsupportedFormatError({ format: binary.name });
  return 'pdf';
}
