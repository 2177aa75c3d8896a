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
