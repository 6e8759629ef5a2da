import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";
import { useSession } from "../platform/session";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { sideWords } from "./sideWords";
import type { SlideMark } from "./types";
import type { Marks } from "./useMarks";

interface PinListProps {
  readonly marks: Marks;
  readonly reading: boolean;
  readonly pending: { readonly x: number; readonly y: number } | null;
  readonly onPlaced: () => void;
  readonly onGo: (x: number, y: number) => void;
}

const textLimit = 2_000;

/** The numbered places of a slide: what the sender asks there, and what the reader answers. */
export function PinList({ marks, reading, pending, onPlaced, onGo }: PinListProps): VNode {
  const say = useWords(sideWords);
  const session = useSession();
  const pins = marks.items.filter(mark => mark.kind === "pin");
  return (
    <section aria-label={say("pins")}>
      <h3>{say("pins")}</h3>
      {pending !== null && (
        <PinForm
          label={say("pinQuestion")}
          done={say("placePin")}
          onCancel={onPlaced}
          onSave={async text => {
            await marks.pin(pending.x, pending.y, text);
            onPlaced();
          }}
        />
      )}
      {marks.problem && <ProblemNote problem={marks.problem} onRetry={marks.reload} />}
      {marks.problem === null && pins.length === 0 && pending === null && <p class="quiet small">{say("noPins")}</p>}
      <ol class="slide-pins">
        {pins.map(pin => (
          <Pin
            key={pin.id}
            pin={pin}
            reading={reading}
            isOwn={pin.createdBy === session?.person.id}
            onGo={() => onGo(pin.points[0] ?? 0, pin.points[1] ?? 0)}
            onAnswer={text => marks.answer(pin.id, text)}
            onRemove={() => marks.remove(pin.id)}
          />
        ))}
      </ol>
    </section>
  );
}

function Pin({ pin, reading, isOwn, onGo, onAnswer, onRemove }: {
  readonly pin: SlideMark;
  readonly reading: boolean;
  readonly isOwn: boolean;
  readonly onGo: () => void;
  readonly onAnswer: (text: string) => Promise<void>;
  readonly onRemove: () => Promise<void>;
}): VNode {
  const say = useWords(sideWords);
  const [writing, setWriting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const answer = pin.answer ?? null;
  const remove = async () => {
    setBusy(true);
    setProblem(null);
    await onRemove().catch((error: unknown) => setProblem(asProblem(error)));
    setBusy(false);
  };
  return (
    <li>
      <button type="button" class="slide-pin" aria-label={say("showPin", { n: pin.number ?? "" })} onClick={onGo}>{pin.number}</button>
      <div class="grow">
        <p class="pre">{pin.text === "" ? <span class="quiet">{say("noQuestion")}</span> : pin.text}</p>
        <p class="quiet small">{pin.personName} · {showMoment(pin.createdAt)}</p>
        {answer !== null && !writing && (
          <div class="slide-answer">
            <p class="pre strong">{answer.text}</p>
            <p class="quiet small">{[answer.by, answer.at && showMoment(answer.at)].filter(Boolean).join(" · ")}</p>
          </div>
        )}
        {answer === null && !reading && <p class="quiet small">{say("notAnsweredYet")}</p>}
        {writing ? (
          <PinForm
            label={say("answerPin", { n: pin.number ?? "" })}
            done={say("save")}
            text={answer?.text ?? ""}
            onCancel={() => setWriting(false)}
            onSave={async text => {
              await onAnswer(text);
              setWriting(false);
            }}
          />
        ) : (
          <div class="row">
            {reading && (
              <Button size="small" onClick={() => setWriting(true)}>{say(answer === null ? "answer" : "change")}</Button>
            )}
            {isOwn && answer === null && (
              <Button size="small" look="plain" busy={busy} onClick={() => void remove()}>
                {say("remove")}
              </Button>
            )}
          </div>
        )}
        {problem && <ProblemNote problem={problem} />}
      </div>
    </li>
  );
}

function PinForm({ label, done, text = "", onSave, onCancel }: {
  readonly label: string;
  readonly done: string;
  readonly text?: string;
  readonly onSave: (text: string) => Promise<void>;
  readonly onCancel: () => void;
}): VNode {
  const say = useWords(sideWords);
  const [words, setWords] = useState(text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async () => {
    if (busy || words.trim() === "") return;
    setBusy(true);
    setProblem(null);
    try {
      await onSave(words.trim());
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return (
    <form
      class="column slide-form"
      onSubmit={event => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField label={label} rows={2} value={words} maxLength={textLimit} onInput={setWords} autofocus />
      {problem && <ProblemNote problem={problem} />}
      <div class="row">
        <Button type="submit" size="small" look="primary" busy={busy} disabled={words.trim() === ""}>{done}</Button>
        <Button size="small" look="plain" onClick={onCancel}>{say("cancel")}</Button>
      </div>
    </form>
  );
}
