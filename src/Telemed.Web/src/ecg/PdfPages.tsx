import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isAbort } from "../platform/problem";
import { useWords } from "../platform/words";
import { Skeleton } from "../ui/Skeleton";
import { openPdf, type Pdf } from "./pdf";
import { ecgWords } from "./words";

/** The strips of one examination fill a page or two; a long document is opened as the original file. */
const pagesLimit = 12;
/** Sharp enough to read a millimetre of A4 when it is drawn three times as large as a phone. */
const widthPx = 2_200;

interface PdfPagesProps {
  readonly url: string;
  readonly fileName: string;
}

/**
 * The pages of a PDF below each other, each as wide as the sheet. They are pictures like a photo: a browser's own
 * viewer takes no marks, scrolls by itself, and phones have none.
 */
export function PdfPages({ url, fileName }: PdfPagesProps): VNode {
  const say = useWords(ecgWords);
  const [pdf, setPdf] = useState<Pdf | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    let opened: Pdf | null = null;
    openPdf(url, abort.signal).then(
      found => {
        opened = found;
        if (abort.signal.aborted) found.close();
        else setPdf(found);
      },
      (error: unknown) => {
        if (!isAbort(error) && !abort.signal.aborted) setFailed(true);
      },
    );
    return () => {
      abort.abort();
      opened?.close();
      setPdf(null);
    };
  }, [url]);
  if (failed) return <p class="paper-says">{say("pdfFailed")}</p>;
  if (pdf === null) return <Skeleton lines={6} heightPx={40} />;
  const count = Math.min(pdf.pageCount, pagesLimit);
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <PdfPage key={index} pdf={pdf} number={index + 1} label={`${fileName} ${index + 1}/${pdf.pageCount}`} />
      ))}
    </>
  );
}

function PdfPage({
  pdf,
  number,
  label,
}: {
  readonly pdf: Pdf;
  readonly number: number;
  readonly label: string;
}): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setIsDrawn] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    if (canvas.current)
      pdf.draw(number, canvas.current, widthPx, abort.signal).then(
        () => setIsDrawn(true),
        () => undefined, // the page was left, or is broken: the pages before it stand
      );
    return () => abort.abort();
  }, [pdf, number]);
  return <canvas ref={canvas} role="img" aria-label={label} data-drawn={isDrawn} />;
}
