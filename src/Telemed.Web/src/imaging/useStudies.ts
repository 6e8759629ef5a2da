import { useEffect, useState } from "preact/hooks";
import { fetchPictures, fetchSeries, type Picture, type Series, type StudyPlace } from "./study";

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

type Loading<T> = { readonly kind: "loading" } | { readonly kind: "failed" } | { readonly kind: "here"; readonly value: T };

/** The series of several studies, in their order. */
export function useSeries(places: readonly StudyPlace[], attempt: number): Loading<readonly Series[]> {
  const [state, setState] = useState<Loading<readonly Series[]>>({ kind: "loading" });
  const key = places.map(place => `${place.facilityId}/${place.studyUid}`).join();
  useEffect(() => {
    const stop = new AbortController();
    setState({ kind: "loading" });
    Promise.all(places.map(place => fetchSeries(place, stop.signal)))
      .then(all => setState({ kind: "here", value: all.flat() }))
      .catch(() => {
        if (!stop.signal.aborted) setState({ kind: "failed" });
      });
    return () => stop.abort();
  }, [key, attempt]);
  return state;
}

const none: readonly Picture[] = [];

/** The pictures of the series that is open; none until they have come, never those of another series. */
export function usePictures(series: Series | undefined): readonly Picture[] {
  const [come, setCome] = useState<{ readonly of: Series; readonly pictures: readonly Picture[] }>();
  useEffect(() => {
    if (!series) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    // A line that drops comes back: the list is asked for again, ever more patiently.
    const ask = (pauseMs: number): void => {
      fetchPictures(series, stop.signal)
        .then(pictures => setCome({ of: series, pictures }))
        .catch(() => {
          if (stop.signal.aborted) return;
          timer = setTimeout(() => ask(Math.min(pauseMs * 2, longestPauseMs)), pauseMs);
        });
    };
    ask(firstPauseMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [series?.uid]);
  return series !== undefined && come?.of.uid === series.uid ? come.pictures : none;
}
