import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

let engine: Promise<WrappedPdfiumModule> | undefined;

async function start(): Promise<WrappedPdfiumModule> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  const pdfium = await init({ wasmBinary });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/** PDFium of this thread: started once (4.6 MB of WebAssembly), kept for the next document. */
export function loadPdfium(): Promise<WrappedPdfiumModule> {
  engine ??= start();
  return engine;
}

/** Forgets the engine: after an abort its memory is not to be trusted, the next document gets a fresh one. */
export function discardPdfium(): void {
  engine = undefined;
}
