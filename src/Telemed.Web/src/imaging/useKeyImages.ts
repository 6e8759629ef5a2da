import { useCallback, useEffect, useState } from "preact/hooks";
import { deleteJson, getJson, putJson } from "../platform/api";

/** An image that the reader marked, as the hub keeps it. */
export interface KeyImage {
  readonly facilityId: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly frame: number;
  readonly note: string;
}

interface KeyImages {
  readonly images: readonly KeyImage[];
  readonly failed: boolean;
  readonly mark: (sopInstanceUid: string, frame: number, note: string) => void;
  readonly unmark: (sopInstanceUid: string, frame: number) => void;
  /** Puts one of them a place earlier (-1) or later (1). */
  readonly move: (at: number, by: -1 | 1) => void;
}

/** The marked images of a case in the order the reader gave them; without a case there are none. */
export function useKeyImages(caseId: string | undefined): KeyImages {
  const [images, setImages] = useState<readonly KeyImage[]>([]);
  const [failed, setFailed] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    setImages([]);
  }, [caseId]);
  useEffect(() => {
    if (!caseId) return;
    const stop = new AbortController();
    getJson<KeyImage[]>(`/api/consultations/${caseId}/key-images`, stop.signal)
      .then(setImages)
      .catch(() => {
        if (!stop.signal.aborted) setFailed(true);
      });
    return () => stop.abort();
  }, [caseId, version]);
  const change = useCallback((step: Promise<unknown>) => {
    step
      .then(() => {
        setFailed(false);
        setVersion(now => now + 1);
      })
      .catch(() => setFailed(true));
  }, []);
  const addressOf = (sop: string, frame: number) => `/api/consultations/${caseId ?? ""}/key-images/${sop}/${frame}`;
  return {
    images,
    failed,
    mark: (sop, frame, note) => change(putJson(addressOf(sop, frame), { note })),
    unmark: (sop, frame) => change(deleteJson(addressOf(sop, frame))),
    move: (at, by) => {
      const order = moved(images, at, by);
      setImages(order);
      change(
        putJson(`/api/consultations/${caseId ?? ""}/key-images/order`, {
          images: order.map(({ sopInstanceUid, frame }) => ({ sopInstanceUid, frame })),
        }),
      );
    },
  };
}

/** The list with one of its entries a place earlier or later; as it is at its ends. */
export function moved<T>(all: readonly T[], at: number, by: -1 | 1): readonly T[] {
  const [here, there] = [all[at], all[at + by]];
  if (here === undefined || there === undefined) return all;
  return all.map((each, place) => (place === at ? there : place === at + by ? here : each));
}

export const thumbnailOf = (image: KeyImage): string =>
  `/dicom-web/at/${image.facilityId}/studies/${image.studyUid}/series/${image.seriesUid}` +
  `/instances/${image.sopInstanceUid}/frames/${image.frame}/thumbnail`;
