import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy, RenderingCancelledException } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerUrl;

/** The few documents that were opened last, so that turning a page does not fetch the file anew. */
const opened = new Map<string, Promise<PDFDocumentProxy>>();
const mostOpened = 3;

function openDocument(url: string): Promise<PDFDocumentProxy> {
  const known = opened.get(url);
  if (known) return known;
  const loading = getDocument({
    url,
    cMapUrl: '/pdf/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/pdf/standard_fonts/',
    // The content security policy allows neither eval nor WASM; the decoder in plain script is slower but enough.
    wasmUrl: '/pdf/wasm/',
    useWasm: false,
    isEvalSupported: false,
  }).promise;
  opened.set(url, loading);
  loading.catch(() => opened.delete(url));
  for (const old of [...opened.keys()].slice(0, -mostOpened)) {
    void opened.get(old)?.then((document) => document.destroy());
    opened.delete(old);
  }
  return loading;
}

/**
 * Draws one page, sharp on this screen.
 * @param place page from 1; scale in CSS pixels per PDF point
 * @param onFail called when the file can't be read or drawn
 * @returns a function that stops the drawing
 */
export function drawPage(
  canvas: HTMLCanvasElement,
  place: { url: string; page: number; scale: number },
  onFail: () => void,
): () => void {
  let stopped = false;
  let stopTask = () => {};
  const draw = async () => {
    const document = await openDocument(place.url);
    const page = await document.getPage(place.page);
    if (stopped) return;
    const viewport = page.getViewport({ scale: place.scale * Math.min(window.devicePixelRatio || 1, 2) });
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    const task = page.render({ canvas, viewport });
    stopTask = () => task.cancel();
    await task.promise;
  };
  draw().catch((error: unknown) => {
    if (!stopped && !(error instanceof RenderingCancelledException)) onFail();
  });
  return () => {
    stopped = true;
    stopTask();
  };
}
