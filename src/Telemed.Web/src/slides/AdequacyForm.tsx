import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { codeLabel, useCatalogue } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { asProblem, type Problem } from "../platform/problem";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { TextField, Tick } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Segments } from "../ui/Select";
import { toast } from "../ui/Toast";
import { sideWords } from "./sideWords";
import type { Adequacy } from "./types";

interface AdequacyFormProps {
  readonly slideId: string;
  readonly adequacy: Adequacy | null;
  readonly reading: boolean;
  readonly onChanged: () => void;
  /** The report form asks for the same; what is said here stands there. */
  readonly onAnswered?: ((answer: string, why: string) => void) | undefined;
}

/** The hub's list of what may be wrong with a slide. */
const reasonList = "slide_adequacy_reason";
const answers = ["adequate", "limited", "inadequate"] as const;
type AdequacyAnswer = (typeof answers)[number];

/** The reader says whether the slide will do, and why not; the laboratory sees it on the same slide. */
export function AdequacyForm({ slideId, adequacy, reading, onChanged, onAnswered }: AdequacyFormProps): VNode | null {
  const say = useWords(sideWords);
  const [editing, setEditing] = useState(false);
  if (adequacy === null && !reading) return null;
  return (
    <section aria-label={say("adequacy")}>
      <h3>{say("adequacy")}</h3>
      {adequacy !== null && !editing ? (
        <>
          <p class={`strong slide-dot ${adequacy.answer}`}>{say(answerOf(adequacy.answer))}</p>
          {adequacy.reasons.length > 0 && <p>{adequacy.reasons.map(code => codeLabel(reasonList, code)).join(" · ")}</p>}
          {adequacy.text && <p class="pre">{adequacy.text}</p>}
          <p class="quiet small">{[adequacy.by, showMoment(adequacy.at)].filter(Boolean).join(" · ")}</p>
          {reading && <Button size="small" onClick={() => setEditing(true)}>{say("change")}</Button>}
        </>
      ) : (
        <Editor
          slideId={slideId}
          before={adequacy}
          onDone={(answer, why) => {
            setEditing(false);
            onAnswered?.(answer, why);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function Editor({ slideId, before, onDone }: {
  readonly slideId: string;
  readonly before: Adequacy | null;
  readonly onDone: (answer: string, why: string) => void;
}): VNode {
  const say = useWords(sideWords);
  const [answer, setAnswer] = useState<AdequacyAnswer | null>(before === null ? null : answerOf(before.answer));
  const [reasons, setReasons] = useState<readonly string[]>(before?.reasons ?? []);
  const [text, setText] = useState(before?.text ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const known = useCatalogue();
  const needsReason = answer !== null && answer !== "adequate";
  const lacks = answer === null || (needsReason && reasons.length === 0);
  const save = async () => {
    if (answer === null) return;
    setBusy(true);
    setProblem(null);
    try {
      await postJson(`/api/slides/${slideId}/adequacy`, {
        answer,
        reasons: needsReason ? reasons : [],
        ...(text.trim() === "" ? {} : { text: text.trim() }),
      });
      toast(say("adequacySaved"));
      const words = needsReason ? reasons.map(code => codeLabel(reasonList, code)) : [];
      onDone(answer, [...words, text.trim()].filter(word => word !== "").join("; "));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="column slide-form">
      <Segments<AdequacyAnswer>
        label={say("adequacy")}
        value={answer}
        onChange={setAnswer}
        choices={answers.map(value => ({ value, label: say(value) }))}
      />
      {needsReason && (
        <fieldset class="slide-reasons">
          <legend class="small quiet">{say("why")}</legend>
          {(known?.codes[reasonList] ?? []).map(({ code, labels }) => (
            <Tick
              key={code}
              checked={reasons.includes(code)}
              onChange={on => setReasons(on ? [...reasons, code] : reasons.filter(each => each !== code))}
            >
              {labelOf(labels, code)}
            </Tick>
          ))}
        </fieldset>
      )}
      {answer !== null && <TextField label={say("adequacyText")} rows={2} value={text} maxLength={1_000} onInput={setText} />}
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button size="small" look="primary" busy={busy} disabled={lacks} onClick={() => void save()}>{say("tellLaboratory")}</Button>
      </div>
    </div>
  );
}

function answerOf(answer: string): AdequacyAnswer {
  return answers.find(each => each === answer) ?? "inadequate";
}
