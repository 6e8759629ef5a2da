import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { putJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { sideWords } from "./sideWords";
import type { TraySlide } from "./types";

interface LabelDialogProps {
  readonly slide: TraySlide;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** The clinic says what a slide is of, where neither its label nor its file name did. */
export function LabelDialog({ slide, onClose, onSaved }: LabelDialogProps): VNode {
  const say = useWords(sideWords);
  const [specimen, setSpecimen] = useState(slide.specimen ?? "");
  const [block, setBlock] = useState(slide.block ?? "");
  const [stain, setStain] = useState(slide.stain ?? "");
  const [number, setNumber] = useState(slide.number ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await putJson(`/api/slides/${slide.id}/labelling`, {
        specimen: specimen.trim() || null,
        block: block.trim() || null,
        stain: stain.trim() || null,
        number: number.trim() || null,
      });
      onSaved();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={say("labelSlide")}
      onClose={onClose}
      onSubmit={() => void save()}
      foot={
        <>
          <Button onClick={onClose}>{say("cancel")}</Button>
          <Button type="submit" look="primary" busy={busy}>{say("save")}</Button>
        </>
      }
    >
      <p class="quiet">{slide.fileName}</p>
      <TextField label={say("specimen")} value={specimen} maxLength={60} onInput={setSpecimen} autofocus />
      <TextField label={say("block")} value={block} maxLength={60} onInput={setBlock} />
      <TextField label={say("stain")} value={stain} maxLength={60} onInput={setStain} />
      <TextField label={say("slideNumber")} value={number} maxLength={20} onInput={setNumber} />
      {problem && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
