import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether an element is narrower than a width: a viewer may be narrow in a wide window. */
export function useNarrow(element: RefObject<HTMLElement | null>, belowPx: number): boolean {
  const [narrow, setNarrow] = useState(() => window.innerWidth < belowPx);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(entries => {
      const width = entries[0]?.contentRect.width;
      if (width !== undefined && width > 0) setNarrow(width < belowPx);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return narrow;
}
