export type {
  Block,
  BlockKind,
  Box,
  DocumentFormat,
  DocumentSource,
  DocumentTree,
  Page,
  PageLine,
  ParsedDocument,
  TableCell,
} from './tree/document-tree.js';
export type { Chunk, ChunkingOptions, Locator } from './chunking/chunk.js';
export { DocumentError, type Disposition } from './errors/document-error.js';
export { parseDocument, type ParsingLimits } from './parsing/parse-document.js';
export { CHUNKER_VERSION, chunkTree } from './chunking/chunk-tree.js';
export { headingOf, locate, type Location } from './tree/locate.js';
export {
  EmptyFileError,
  ExtensionMismatchError,
  ParsingAbortedError,
  TooLargeError,
  UndecodableTextError,
  UnsupportedFormatError,
} from './errors/file-errors.js';
export { BrokenPdfError, EncryptedPdfError, NoTextLayerError } from './errors/pdf-errors.js';
export { DocumentParser, type DocumentParserOptions } from './parsing/document-parser.js';
