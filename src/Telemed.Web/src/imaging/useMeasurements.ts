import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { deleteJson, getJson, putJson } from "../platform/api";
import { type Figure, isSameMeasure, type Measured, type MeasuringTool } from "./figures";
import type { Stage } from "./stage";
import type { Picture } from "./study";

/** A measurement that is kept with the case, as the hub gives it. */
export interface Measurement {
  readonly id: string;
  readonly facilityId: string;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
  readonly frame: number;
  readonly tool: MeasuringTool;
  readonly points: readonly number[];
  readonly figures: readonly Figure[];
  readonly madeBy: string;
  readonly madeAt: string;
}

interface Measurements {
  readonly kept: readonly Measurement[];
  readonly failed: boolean;
  readonly remove: (id: string) => void;
}

// Long enough that a line is not sent while it is drawn.
const pauseMs = 600;

/**
 * The measurements of a case, laid on the pictures that are open. What the reader draws or moves is kept by itself;
 * everybody else sees it and cannot move it.
 */
export function useMeasurements(
  caseId: string | undefined,
  canKeep: boolean,
  stage: Stage | null,
  pictures: readonly Picture[],
): Measurements {
  const [kept, setKept] = useState<readonly Measurement[]>([]);
  const [failed, setFailed] = useState(false);
  const [version, setVersion] = useState(0);
  const known = useRef(new Map<string, Pick<Measured, "points" | "figures">>());
  const address = `/api/consultations/${caseId ?? ""}/measurements`;

  useEffect(() => {
    known.current.clear();
    setKept([]);
  }, [caseId]);
  useEffect(() => {
    if (caseId === undefined) return;
    const stop = new AbortController();
    getJson<Measurement[]>(address, stop.signal)
      .then(all => {
        for (const each of all) known.current.set(each.id, each);
        setKept(all);
      })
      .catch(() => {
        if (!stop.signal.aborted) setFailed(true);
      });
    return () => stop.abort();
  }, [caseId, version]);

  const places = useMemo(
    () => new Map(pictures.map(picture => [`${picture.sopUid}/${picture.frame}`, picture.imageId])),
    [pictures],
  );
  useEffect(() => {
    if (stage === null) return;
    const laid = kept.flatMap(each => {
      const imageId = places.get(`${each.sopInstanceUid}/${each.frame}`);
      return imageId === undefined ? [] : [{ ...each, imageId }];
    });
    stage.layKept(laid, !canKeep);
  }, [stage, kept, places, canKeep]);

  const change = useCallback((step: Promise<unknown>) => {
    step
      .then(() => setFailed(false))
      .catch(() => setFailed(true))
      .finally(() => setVersion(now => now + 1));
  }, []);
  useEffect(() => {
    if (stage === null || !canKeep || caseId === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = () => {
      const drawn = stage.measured;
      const changed = drawn.filter(each => {
        const before = known.current.get(each.id);
        return each.figures.length > 0 && (before === undefined || !isSameMeasure(before, each));
      });
      if (changed.length === 0) return;
      const steps = changed.map(each => {
        known.current.set(each.id, each);
        const picture = pictures.find(one => one.imageId === each.imageId);
        if (picture === undefined) return Promise.resolve();
        return putJson(`${address}/${each.id}`, {
          sopInstanceUid: picture.sopUid, frame: picture.frame, tool: each.tool, points: each.points, figures: each.figures,
        });
      });
      change(Promise.all(steps));
    };
    const stop = stage.onMeasured(() => {
      clearTimeout(timer);
      timer = setTimeout(save, pauseMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [stage, canKeep, caseId, pictures]);

  return {
    kept,
    failed,
    remove: id => {
      known.current.delete(id);
      stage?.removeMarks([id]);
      change(deleteJson(`${address}/${id}`));
    },
  };
}
