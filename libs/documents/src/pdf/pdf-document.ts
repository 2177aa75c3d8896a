import type { WrappedPdfiumModule } from '@embedpdf/pdfium';
import { BrokenPdfError, EncryptedPdfError } from '../errors/pdf-errors.js';
import type { Box } from '../tree/document-tree.js';
import { discardPdfium, loadPdfium } from './pdfium.js';

/** A character as PDFium places it. Boxes are PDF points, origin top left, height of the font's line. */
export interface PdfCharacter {
  text: string;
  box: Box;
  /** True for blanks and line breaks that PDFium adds where the page has a gap. */
  isGenerated: boolean;
}

/** Size in points and weight (400 is regular in most fonts, not in all) of a character's font. */
export interface PdfFont {
  size: number;
  weight: number;
  /** False for text that runs in another direction than the page: stamps, watermarks. */
  isUpright: boolean;
}

/** A page while it is open. */
export interface PdfPage {
  width: number;
  height: number;
  characterCount: number;
  characterAt(index: number): PdfCharacter;
  fontAt(index: number): PdfFont;
}

const PASSWORD_ERRORS = new Set([4, 5]);
const SCRATCH_BYTES = 64;
/** PageToDevice answers in whole numbers: ask at a larger scale. */
const DEVICE_SCALE = 64;

interface Affine {
  x: (pageX: number, pageY: number) => number;
  y: (pageX: number, pageY: number) => number;
  isTurned: boolean;
}

/** The module's memory; HEAPU8 is replaced when the memory grows, so it is always asked for anew. */
interface PdfiumMemory {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: { malloc(size: number): number; free(pointer: number): void };
}

/** A PDF in PDFium's memory. Close it. */
export class PdfDocument {
  private constructor(
    private readonly pdfium: WrappedPdfiumModule,
    private readonly memory: PdfiumMemory,
    private readonly handle: number,
    private readonly bytes: number,
    private readonly scratch: number,
  ) {}

  /** @throws EncryptedPdfError, BrokenPdfError */
  static async open(file: Uint8Array): Promise<PdfDocument> {
    const pdfium = await loadPdfium();
    const memory = pdfium.pdfium as unknown as PdfiumMemory;
    try {
      const bytes = memory.wasmExports.malloc(file.length);
      const scratch = memory.wasmExports.malloc(SCRATCH_BYTES);
      memory.HEAPU8.set(file, bytes);
      const handle = pdfium.FPDF_LoadMemDocument(bytes, file.length, '');
      const document = new PdfDocument(pdfium, memory, handle, bytes, scratch);
      if (handle !== 0) return document;
      const code = pdfium.FPDF_GetLastError();
      document.close();
      throw PASSWORD_ERRORS.has(code) ? new EncryptedPdfError() : new BrokenPdfError();
    } catch (error) {
      throw asPdfError(error);
    }
  }

  get pageCount(): number {
    return this.pdfium.FPDF_GetPageCount(this.handle);
  }

  /** Title from the document's properties; empty when there is none. */
  get title(): string {
    const length = this.pdfium.FPDF_GetMetaText(this.handle, 'Title', 0, 0);
    if (length <= 2) return '';
    const buffer = this.memory.wasmExports.malloc(length);
    this.pdfium.FPDF_GetMetaText(this.handle, 'Title', buffer, length);
    const text = new TextDecoder('utf-16le').decode(this.memory.HEAPU8.slice(buffer, buffer + length - 2));
    this.memory.wasmExports.free(buffer);
    return text;
  }

  /**
   * Opens a page (from 0) for the time of `read`; undefined when the page is damaged.
   * @throws BrokenPdfError when the file brings the engine down.
   */
  withPage<Result>(index: number, read: (page: PdfPage) => Result): Result | undefined {
    const { pdfium } = this;
    try {
      const page = pdfium.FPDF_LoadPage(this.handle, index);
      if (page === 0) return undefined;
      const text = pdfium.FPDFText_LoadPage(page);
      try {
        return read(this.pageOf(page, text));
      } finally {
        pdfium.FPDFText_ClosePage(text);
        pdfium.FPDF_ClosePage(page);
      }
    } catch (error) {
      throw asPdfError(error);
    }
  }

  close(): void {
    if (this.handle !== 0) this.pdfium.FPDF_CloseDocument(this.handle);
    this.memory.wasmExports.free(this.scratch);
    this.memory.wasmExports.free(this.bytes);
  }

  private pageOf(page: number, text: number): PdfPage {
    const { pdfium, scratch } = this;
    const width = pdfium.FPDF_GetPageWidthF(page);
    const height = pdfium.FPDF_GetPageHeightF(page);
    const affine = this.affineOf(page, width, height);
    return {
      width,
      height,
      characterCount: Math.max(0, pdfium.FPDFText_CountChars(text)),
      characterAt: (index) => {
        const code = pdfium.FPDFText_GetUnicode(text, index);
        pdfium.FPDFText_GetLooseCharBox(text, index, scratch);
        const [left = 0, top = 0, right = 0, bottom = 0] = this.floats(4);
        const box = boxBetween(
          affine.x(left, top),
          affine.y(left, top),
          affine.x(right, bottom),
          affine.y(right, bottom),
        );
        return { text: String.fromCodePoint(code), box, isGenerated: pdfium.FPDFText_IsGenerated(text, index) === 1 };
      },
      fontAt: (index) => {
        pdfium.FPDFText_GetMatrix(text, index, scratch);
        const [a = 1, b = 0, c = 0, d = 1] = this.floats(4);
        const isTurned = Math.abs(b) > Math.abs(a);
        const isSlanted = Math.min(Math.abs(a), Math.abs(b)) > 0.05 * Math.max(Math.abs(a), Math.abs(b));
        return {
          size: pdfium.FPDFText_GetFontSize(text, index) * Math.hypot(c, d),
          weight: pdfium.FPDFText_GetFontWeight(text, index),
          isUpright: isTurned === affine.isTurned && !isSlanted,
        };
      },
    };
  }

  /** Page space (origin bottom left of the media box, unrotated) to what a reader sees (origin top left). */
  private affineOf(page: number, width: number, height: number): Affine {
    const at = (x: number, y: number): [number, number] => {
      const { pdfium, scratch } = this;
      pdfium.FPDF_PageToDevice(page, 0, 0, width * DEVICE_SCALE, height * DEVICE_SCALE, 0, x, y, scratch, scratch + 4);
      const [deviceX = 0, deviceY = 0] = new Int32Array(this.memory.HEAPU8.buffer, scratch, 2);
      return [deviceX / DEVICE_SCALE, deviceY / DEVICE_SCALE];
    };
    const step = 1000;
    const [originX, originY] = at(0, 0);
    const [alongX, alongY] = at(step, 0);
    const [upX, upY] = at(0, step);
    return {
      x: (x, y) => originX + (x * (alongX - originX) + y * (upX - originX)) / step,
      y: (x, y) => originY + (x * (alongY - originY) + y * (upY - originY)) / step,
      isTurned: Math.abs(alongY - originY) > Math.abs(alongX - originX),
    };
  }

  private floats(count: number): Float32Array {
    return new Float32Array(this.memory.HEAPU8.buffer, this.scratch, count);
  }
}

function boxBetween(x1: number, y1: number, x2: number, y2: number): Box {
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

/** A trap of WebAssembly means that the file brought PDFium down. */
function asPdfError(error: unknown): unknown {
  const { name = '', message = '' } = error as Partial<Error>;
  const isTrap = name === 'RuntimeError' || message.startsWith('Aborted(');
  if (!isTrap) return error;
  discardPdfium();
  return new BrokenPdfError(error);
}
