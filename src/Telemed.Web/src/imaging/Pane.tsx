import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { connection } from "../platform/connection";
import { useStore } from "../platform/store";
import { showDay } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Stage } from "./stage";
import { dayOf, isCalibrated, textOf, type Picture } from "./study";
import { imagingWords } from "./words";

interface PaneProps {
  readonly id: string;
  readonly pictures: readonly Picture[];
  /** The picture in view, as the stage told last; null before the first. */
  readonly at: number | null;
  /** Pictures to load ahead of the others. */
  readonly first?: readonly string[];
  readonly title: string;
  readonly onAt: (at: number | null) => void;
  readonly onStage: (stage: Stage | null) => void;
}

/** One stack with what a reader must see beside it: whose it is, which picture, which scale. */
export function Pane({ id, pictures, at, first = [], title, onAt, onStage }: PaneProps): VNode {
  const say = useWords(imagingWords);
  const place = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const [failed, setFailed] = useState<number | null>(null);
  const [attempt, setAttempt] = useState(0);
  const heard = useRef(onAt);
  heard.current = onAt;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let opened: Stage | null = null;
    let gone = false;
    const onImage = (now: number) => {
      setFailed(null);
      heard.current(now);
    };
    void Stage.open(element, id, { onImage, onFailed: setFailed })
      .then(made => {
        opened = made;
        if (gone) made.close();
        else {
          setStage(made);
          onStage(made);
        }
      })
      .catch(() => setFailed(0));
    return () => {
      gone = true;
      setStage(null);
      onStage(null);
      opened?.close();
    };
  }, [id, attempt]);

  const shown = (step: Promise<void>) => void step.catch(() => setFailed(stage?.heading ?? 0));
  useEffect(() => {
    setFailed(null);
    heard.current(null);
    if (pictures.length === 0) stage?.clear();
    else if (stage) shown(stage.show(pictures));
  }, [stage, pictures]);
  const again = () => {
    setFailed(null);
    if (stage) shown(stage.again(pictures));
    else setAttempt(attempt + 1);
  };

  useEffect(() => stage?.loadFirst(first), [stage, first.join()]);

  // What did not come for want of a line is asked for again as soon as there is one.
  const hasLine = useStore(connection) !== "offline";
  useEffect(() => {
    if (hasLine && failed !== null) again();
  }, [hasLine]);

  const row = at === null ? undefined : pictures[at]?.metadata;
  const day = row === undefined ? null : dayOf(row);
  return (
    <div class="imaging-pane">
      <div class={at === null ? "imaging-canvas coming" : "imaging-canvas"} ref={place} role="img" aria-label={title} />
      <div class="imaging-corner top-left">
        {row ? `${textOf(row, "00100010")} ${textOf(row, "00100020")}` : ""}
        <br />
        {title}
        {day !== null && (
          <>
            <br />
            {showDay(day)}
          </>
        )}
      </div>
      {at === null && failed === null && <p class="imaging-message" role="status">{say("opening")}</p>}
      {at !== null && (
        <div class="imaging-corner bottom-left">{say("image", { at: at + 1, count: pictures.length })}</div>
      )}
      {row && !isCalibrated(row) && <div class="imaging-corner bottom-right">{say("notCalibrated")}</div>}
      {failed !== null && (
        <div class={at === null ? "imaging-message" : "imaging-message beside"} role="alert">
          <p>{at === null ? say("notShown") : say("notCome", { at: failed + 1 })}</p>
          <Button size="small" onClick={again}>{say("again")}</Button>
        </div>
      )}
    </div>
  );
}
