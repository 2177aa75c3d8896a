import { parentPort } from 'node:worker_threads';
import { DocumentError } from '../errors/document-error.js';
import { transferError } from '../errors/revive-error.js';
import { parseDocument } from './parse-document.js';
import type { ParseRequest, ParseResponse } from './thread-messages.js';

async function respond({ source, limits }: ParseRequest): Promise<ParseResponse> {
  try {
    return { document: await parseDocument(source, limits) };
  } catch (error) {
    if (error instanceof DocumentError) return { reason: transferError(error) };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on('message', (request: ParseRequest) => {
  void respond(request).then((response) => parentPort?.postMessage(response));
});
