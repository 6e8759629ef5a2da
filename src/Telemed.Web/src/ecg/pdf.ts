import type { PDFDocumentProxy } from "pdfjs-dist";
import { getBytes } from "../platform/api";

/** A PDF that is open: its pages can be drawn until it is closed. */
export interface Pdf {
  readonly pageCount: number;
  readonly draw: (number: number, canvas: HTMLCanvasElement, widthPx: number, signal: AbortSignal) => Promise<void>;
  readonly close: () => void;
}

/**
 * What a page may need besides itself: how Chinese writing is coded where the device did not embed its fonts, and how
 * two kinds of scanned pictures are packed. Each is fetched from the hub when a page asks for it.
 */
const helpers = import.meta.glob<string>(
  ["/node_modules/pdfjs-dist/cmaps/{Adobe-GB1,GB,UniGB}*.bcmap", "/node_modules/pdfjs-dist/wasm/*.wasm"],
  { query: "?url&no-inline", import: "default", eager: true },
);

class Helpers {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const url = Object.entries(helpers).find(([path]) => path.endsWith(`/${filename}`))?.[1];
    if (url === undefined) throw new Error(`${filename} is not part of this application.`);
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${filename}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}

/** Opens a PDF from the hub. The decoder and its worker are fetched with the first one. */
export async function openPdf(url: string, signal: AbortSignal): Promise<Pdf> {
  const [bytes, decoder, worker] = await Promise.all([
    getBytes(url, signal),
    // The form for older browsers: many phones of village clinics are some years behind.
    import("pdfjs-dist/legacy/build/pdf.mjs"),
    import("pdfjs-dist/legacy/build/pdf.worker.min.mjs?url"),
  ]);
  decoder.GlobalWorkerOptions.workerSrc = worker.default;
  const task = decoder.getDocument({
    data: new Uint8Array(bytes),
    // A document from outside: no code of its own, no forms, nothing fetched from anywhere but here.
    isEvalSupported: false,
    enableXfa: false,
    useWorkerFetch: false,
    cMapUrl: "/",
    wasmUrl: "/",
    BinaryDataFactory: Helpers,
  });
  return pdfOf(await task.promise);
}

function pdfOf(file: PDFDocumentProxy): Pdf {
  return {
    pageCount: file.numPages,
    draw: async (number, canvas, widthPx, signal) => {
      const page = await file.getPage(number);
      signal.throwIfAborted();
      const natural = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: widthPx / natural.width });
      // Drawn aside and put in place whole: what is in view stays until the sharper picture is there.
      const aside = document.createElement("canvas");
      aside.width = Math.round(viewport.width);
      aside.height = Math.round(viewport.height);
      const drawing = page.render({ canvas: aside, viewport });
      signal.addEventListener("abort", () => drawing.cancel(), { once: true });
      await drawing.promise;
      signal.throwIfAborted();
      canvas.width = aside.width;
      canvas.height = aside.height;
      canvas.getContext("2d")?.drawImage(aside, 0, 0);
    },
    close: () => void file.destroy(),
  };
}
