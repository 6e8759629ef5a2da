import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Stage } from "./stage";
import { isCalibrated, textOf, type Picture } from "./study";
import { imagingWords } from "./words";

interface PaneProps {
  readonly id: string;
  readonly pictures: readonly Picture[];
  readonly at: number;
  /** Pictures to load ahead of the others. */
  readonly first?: readonly string[];
  readonly title: string;
  readonly onAt: (at: number) => void;
  readonly onStage: (stage: Stage | null) => void;
}

/** One stack with what a reader must see beside it: whose it is, which picture, which scale. */
export function Pane({ id, pictures, at, first = [], title, onAt, onStage }: PaneProps): VNode {
  const say = useWords(imagingWords);
  const place = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const heard = useRef(onAt);
  heard.current = onAt;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let opened: Stage | null = null;
    let gone = false;
    void Stage.open(element, id, now => heard.current(now))
      .then(made => {
        opened = made;
        if (gone) made.close();
        else {
          setStage(made);
          onStage(made);
        }
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      onStage(null);
      opened?.close();
    };
  }, [id]);

  useEffect(() => {
    if (!stage || pictures.length === 0) return;
    setFailed(false);
    stage.show(pictures, Math.min(at, pictures.length - 1)).catch(() => setFailed(true));
  }, [stage, pictures, attempt]);

  useEffect(() => stage?.loadFirst(first), [stage, first.join()]);

  useEffect(() => {
    void stage
      ?.goTo(at)
      .then(() => setFailed(false))
      .catch(() => setFailed(true));
  }, [stage, at]);

  const row = pictures[at]?.metadata;
  return (
    <div class="imaging-pane">
      <div class="imaging-canvas" ref={place} role="img" aria-label={title} />
      <div class="imaging-corner top-left">
        {row ? `${textOf(row, "00100010")} ${textOf(row, "00100020")}` : ""}
        <br />
        {title}
      </div>
      <div class="imaging-corner bottom-left">{say("image", { at: at + 1, count: pictures.length })}</div>
      {row && !isCalibrated(row) && <div class="imaging-corner bottom-right">{say("notCalibrated")}</div>}
      {failed && (
        <div class="imaging-failed" role="alert">
          <p>{say("notShown")}</p>
          <Button size="small" onClick={() => setAttempt(attempt + 1)}>{say("again")}</Button>
        </div>
      )}
    </div>
  );
}
