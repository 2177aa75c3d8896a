import type { TransferredError } from '../errors/revive-error.js';
import type { DocumentSource, ParsedDocument } from '../tree/document-tree.js';
import type { ParsingLimits } from './parse-document.js';

/** To the parsing thread: a file to read. The thread reads one at a time. */
export interface ParseRequest {
  source: DocumentSource;
  limits: ParsingLimits;
}

/** From the parsing thread: the tree, why the file can't be read, or a fault of the parser itself. */
export type ParseResponse = { document: ParsedDocument } | { reason: TransferredError } | { fault: string };
