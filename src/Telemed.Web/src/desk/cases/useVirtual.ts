import { useEffect, useRef, useState } from "preact/hooks";
import { sliceOf, type Slice } from "./virtual";

/** Draws only the rows near the window; the page itself scrolls, so that the address bar of a phone can hide. */
export function useVirtual(
  count: number,
  rowPx: number,
): { readonly slice: Slice; readonly box: { current: HTMLDivElement | null } } {
  const box = useRef<HTMLDivElement>(null);
  const [slice, setSlice] = useState<Slice>(() =>
    sliceOf(count, rowPx, 0, typeof window === "undefined" ? 800 : window.innerHeight),
  );
  useEffect(() => {
    let asked = 0;
    const measure = () => {
      asked = 0;
      const topPx = box.current?.getBoundingClientRect().top ?? 0;
      const next = sliceOf(count, rowPx, topPx, window.innerHeight);
      setSlice(old => (old.first === next.first && old.end === next.end && old.belowPx === next.belowPx ? old : next));
    };
    const soon = () => {
      if (asked === 0) asked = requestAnimationFrame(measure);
    };
    measure();
    window.addEventListener("scroll", soon, { passive: true });
    window.addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(asked);
      window.removeEventListener("scroll", soon);
      window.removeEventListener("resize", soon);
    };
  }, [count, rowPx]);
  return { slice, box };
}
