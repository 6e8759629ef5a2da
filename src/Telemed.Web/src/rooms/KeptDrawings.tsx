import type { ComponentChildren, VNode } from "preact";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { deleteJson, postJson } from "../platform/api";
import { useData } from "../platform/data";
import type { Places, SharedView } from "../platform/sharedView";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { toast } from "../ui/Toast";
import "./kept.css";
import { keptWords } from "./keptWords";
import { paintOverlay } from "./paintOverlay";
import type { Shape } from "./types";

/** A drawing of a room that somebody kept: it lies on its file in every viewer until it is taken away. */
export interface KeptDrawing {
  readonly id: string;
  readonly attachmentId: string;
  readonly roomId: string;
  readonly shape: Shape;
  readonly personId: string;
  readonly personName: string;
  readonly drawnAt: string;
  /** Whether the person who asks drew or kept it, and may take it away. */
  readonly mine: boolean;
}

interface KeptDrawingsProps {
  readonly caseId: string;
  /** The file in view, and those of its kind that the same viewer may turn to. */
  readonly fileIds: readonly string[];
  /** In a room: how the viewer is kept in step. What was drawn in this room is shown by the room itself. */
  readonly shared?: SharedView | undefined;
  readonly roomId?: string | undefined;
  readonly children: (shared: SharedView | undefined) => ComponentChildren;
}

/** A viewer with what was drawn on its file in earlier rooms. */
export function KeptDrawings({ caseId, fileIds, shared, roomId, children }: KeptDrawingsProps): VNode {
  const kept = useData<{ readonly items: readonly KeptDrawing[] }>(
    `/api/consultations/${caseId}/drawings`,
    `consultation:${caseId}`,
  );
  const drawings = (kept.value?.items ?? []).filter(
    each => fileIds.includes(each.attachmentId) && each.roomId !== roomId,
  );
  const [isShown, setIsShown] = useState(true);
  const [places, setPlaces] = useState<Places | null>(null);
  const hasAny = drawings.length > 0;
  const tell = useRef(shared?.onPlaces);
  tell.current = shared?.onPlaces;
  const told = useCallback((next: Places | null) => {
    setPlaces(next);
    tell.current?.(next);
  }, []);
  // A viewer tells its places only where somebody asks for them: without drawings nothing is asked.
  const inStep = useMemo((): SharedView | undefined => {
    if (!hasAny) return shared;
    return { view: shared?.view ?? null, onView: shared?.onView ?? (() => undefined), onPlaces: told };
  }, [shared, hasAny]);
  return (
    <div class="kept">
      {hasAny && (
        <Bar drawings={drawings} isShown={isShown} onShown={setIsShown} onChanged={kept.refetch} />
      )}
      <div class="kept-sheet">
        {children(inStep)}
        {hasAny && isShown && <Sheet places={places} drawings={drawings} />}
      </div>
    </div>
  );
}

function Sheet({ places, drawings }: {
  readonly places: Places | null;
  readonly drawings: readonly KeptDrawing[];
}): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef(0);
  useLayoutEffect(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() =>
      paintOverlay(canvas.current, places, drawings.map(each => each.shape), []),
    );
  }, [places, drawings]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  return <canvas ref={canvas} class="kept-ink" aria-hidden="true" />;
}

interface BarProps {
  readonly drawings: readonly KeptDrawing[];
  readonly isShown: boolean;
  readonly onShown: (isShown: boolean) => void;
  readonly onChanged: () => void;
}

/** Shows or hides the drawings, and says who drew them; whoever drew or kept one may take it away. */
function Bar({ drawings, isShown, onShown, onChanged }: BarProps): VNode {
  const say = useWords(keptWords);
  const [isOpen, setIsOpen] = useState(false);
  const change = async (act: () => Promise<unknown>) => {
    await act().catch(() => toast(say("notRemoved"), { look: "red" }));
    onChanged();
  };
  const remove = (id: string) =>
    void change(async () => {
      await deleteJson(`/api/drawings/${id}`);
      toast(say("drawingRemoved"), { undo: () => void change(() => postJson(`/api/drawings/${id}/return`)) });
    });
  return (
    <div class="kept-bar">
      <div class="row">
        <Button size="small" icon="pen" pressed={isShown} onClick={() => onShown(!isShown)}>
          {say("drawings", { n: drawings.length })}
        </Button>
        <Button size="small" look="plain" icon="list" label={say("drawingList")} expanded={isOpen} onClick={() => setIsOpen(!isOpen)} />
      </div>
      {isOpen && (
        <ul class="kept-list" aria-label={say("drawingList")}>
          {drawings.map(({ id, shape, personName, drawnAt, mine }) => (
            <li key={id} class="row">
              <span class="kept-colour" style={{ background: shape.colour }} aria-hidden="true" />
              <span class="grow cut">
                {say(`shape_${shape.kind}`)} · {personName}
              </span>
              <span class="quiet small tabular">{showMoment(drawnAt)}</span>
              {mine ? (
                <Button size="small" look="plain" icon="cross" label={say("removeDrawing", { name: personName })} onClick={() => remove(id)} />
              ) : (
                <Icon name="lock" tiny />
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
