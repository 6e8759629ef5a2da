import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { PhotoScale } from "../case/types";
import { putJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments, Select } from "../ui/Select";
import { cameras, fieldNumbers, objectives, requestOf, untyped, type Method, type Typed } from "./calibration";
import { photoWords } from "./photoWords";

interface CalibrationDialogProps {
  readonly attachmentId: string;
  /** Both ends of what was marked, or null before anything was. */
  readonly points: readonly number[] | null;
  readonly onMark: () => void;
  readonly onStated: (scale: PhotoScale) => void;
  readonly onClose: () => void;
}

/** What was typed outlives the dialog, which closes while a person marks the photo. */
let lastTyped: Typed = untyped;

/** States the scale of a photo by a marked length, by the eyepiece's field, or by objective and camera. */
export function CalibrationDialog({ attachmentId, points, onMark, onStated, onClose }: CalibrationDialogProps): VNode {
  const say = useWords(photoWords);
  const [typed, setTyped] = useState<Typed>(lastTyped);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const set = (change: Partial<Typed>) => {
    lastTyped = { ...typed, ...change };
    setTyped(lastTyped);
  };
  const request = requestOf(typed, points);
  const needsMark = typed.method !== "camera";
  const save = async () => {
    if (request === null || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      onStated(await putJson<PhotoScale>(`/api/attachments/${attachmentId}/calibration`, request));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("stateScale")}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button type="submit" look="primary" disabled={request === null} busy={busy}>{say("save")}</Button>
        </>
      }
    >
      <Segments<Method>
        label={say("how")}
        value={typed.method}
        onChange={method => set({ method })}
        choices={[
          { value: "length", label: say("byLength") },
          { value: "field", label: say("byField") },
          { value: "camera", label: say("byCamera") },
        ]}
      />
      {typed.method === "length" && (
        <div class="two">
          <TextField label={say("length")} inputMode="decimal" value={typed.length} onInput={length => set({ length })} />
          <Select<Typed["unit"]>
            label={say("unit")}
            value={typed.unit}
            onChange={unit => set({ unit })}
            choices={[{ value: "µm", label: "µm" }, { value: "mm", label: "mm" }]}
          />
        </div>
      )}
      {typed.method !== "length" && (
        <Choose label={say("objective")} value={typed.objective} choices={objectives.map(each => [String(each), `${each}x`])} onChange={objective => set({ objective })} />
      )}
      {typed.method === "field" && (
        <Choose label={say("fieldNumber")} value={typed.fieldNumberMm} choices={fieldNumbers.map(each => [String(each), `FN ${each}`])} onChange={fieldNumberMm => set({ fieldNumberMm })} />
      )}
      {typed.method === "camera" && (
        <>
          <Select
            label={say("camera")}
            value=""
            onChange={name => {
              const camera = cameras.find(each => each.name === name);
              if (camera !== undefined) set({ pixelUm: String(camera.pixelUm), sensorPx: String(camera.sensorPx) });
            }}
            choices={[{ value: "", label: say("otherCamera") }, ...cameras.map(each => ({ value: each.name, label: each.name }))]}
          />
          <div class="two">
            <TextField label={say("pixel")} unit="µm" inputMode="decimal" value={typed.pixelUm} onInput={pixelUm => set({ pixelUm })} />
            <TextField label={say("sensor")} unit="px" inputMode="numeric" value={typed.sensorPx} onInput={sensorPx => set({ sensorPx })} />
            <TextField label={say("adapter")} unit="x" inputMode="decimal" value={typed.adapter} onInput={adapter => set({ adapter })} />
          </div>
        </>
      )}
      {needsMark && (
        <p class="row wrap">
          <Button size="small" onClick={onMark}>{say(points === null ? "mark" : "markAgain")}</Button>
          <span class="quiet">{points === null ? say(typed.method === "field" ? "markField" : "markLength") : say("marked", { n: Math.round(spanOf(points)) })}</span>
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}

/** A list of common values with the possibility to type another one. */
function Choose({ label, value, choices, onChange }: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}): VNode {
  return (
    <div class="two">
      <Select
        label={label}
        value={choices.some(([each]) => each === value) ? value : ""}
        onChange={onChange}
        choices={[{ value: "", label: "–" }, ...choices.map(([each, text]) => ({ value: each, label: text }))]}
      />
      <TextField label={`${label} …`} inputMode="decimal" value={value} onInput={onChange} />
    </div>
  );
}

function spanOf([fromX = 0, fromY = 0, toX = 0, toY = 0]: readonly number[]): number {
  return Math.hypot(toX - fromX, toY - fromY);
}
