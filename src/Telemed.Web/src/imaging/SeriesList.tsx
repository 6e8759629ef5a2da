import type { VNode } from "preact";
import { useWords } from "../platform/words";
import type { Series } from "./study";
import { imagingWords } from "./words";

interface SeriesListProps {
  readonly series: readonly Series[];
  readonly open: string | undefined;
  readonly onOpen: (uid: string) => void;
}

/** The series with their thumbnails. */
export function SeriesList({ series, open, onOpen }: SeriesListProps): VNode {
  const say = useWords(imagingWords);
  return (
    <nav class="imaging-series" aria-label={say("series")}>
      {series.map(each => (
        <button key={each.uid} type="button" aria-pressed={each.uid === open} onClick={() => onOpen(each.uid)}>
          <img src={each.thumbnailUrl} alt="" loading="lazy" width={96} height={96} />
          <span>{each.description || each.modality}</span>
          <small>{say("images", { count: each.count })}</small>
        </button>
      ))}
    </nav>
  );
}
