import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { asProblem, isAbort, Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { openPdf, type Pdf } from "./pdf";
import { ecgWords } from "./words";

/** The strips of one examination fill a page or two; a long document is opened as the original file. */
const pagesLimit = 8;
/** A page is drawn as wide as it is shown, in steps, so that thin lines neither blur nor fall out; not beyond this. */
const widthPx = { step: 64, most: 2_400 } as const;

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
  const [failed, setFailed] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const again = () => setRound(count => count + 1);
  useAgain(failed?.mayPass ? failed : null, again);
  useEffect(() => {
    const abort = new AbortController();
    let opened: Pdf | null = null;
    openPdf(url, abort.signal).then(
      found => {
        opened = found;
        if (abort.signal.aborted) found.close();
        else {
          setFailed(null);
          setPdf(found);
        }
      },
      (error: unknown) => {
        if (!isAbort(error) && !abort.signal.aborted) setFailed(asProblem(error));
      },
    );
    return () => {
      abort.abort();
      opened?.close();
      setPdf(null);
    };
  }, [url, round]);
  // What the hub or the line says can pass; a file that its reader does not understand stays so.
  if (failed !== null && failed.status < 0) return <p class="paper-says">{say("pdfFailed")}</p>;
  if (failed !== null) return <ProblemNote problem={failed} onRetry={again} />;
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
  const say = useWords(ecgWords);
  const [isDrawn, setIsDrawn] = useState(false);
  const [isBroken, setIsBroken] = useState(false);
  const [wantedPx, setWantedPx] = useState(0);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      const shownPx = element.clientWidth * Math.min(devicePixelRatio || 1, 3);
      setWantedPx(Math.min(Math.ceil(shownPx / widthPx.step) * widthPx.step, widthPx.most));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const abort = new AbortController();
    if (canvas.current && wantedPx > 0)
      pdf.draw(number, canvas.current, wantedPx, abort.signal).then(
        () => {
          setIsDrawn(true);
          setIsBroken(false);
        },
        () => {
          if (!abort.signal.aborted) setIsBroken(true);
        },
      );
    return () => abort.abort();
  }, [pdf, number, wantedPx]);
  return (
    <>
      {isBroken && <p class="paper-says" role="alert">{say("pageNotDrawn", { n: number })}</p>}
      <canvas ref={canvas} role="img" aria-label={label} data-drawn={isDrawn} />
    </>
  );
}
