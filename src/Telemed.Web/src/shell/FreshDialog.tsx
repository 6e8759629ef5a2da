import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { freshQuestion, type FreshQuestion } from "../platform/fresh";
import { asProblem, type Problem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { uiWords } from "../ui/words";
import { freshWords } from "./freshWords";

export function FreshDialog(): VNode | null {
  const question = useStore(freshQuestion);
  return question === null ? null : <Ask question={question} />;
}

/** Six digits are a code, everything else is the password: one field, no choosing. */
const isCode = (text: string): boolean => /^\d{3}\s?\d{3}$/.test(text.trim());

function Ask({ question }: { readonly question: FreshQuestion }): VNode {
  const say = useWords(freshWords);
  const sayUi = useWords(uiWords);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    if (text === "" || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const body = isCode(text) ? { code: text.replace(/\s/g, "") } : { password: text };
      question.answer(await postJson("/api/session/fresh", body));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  const wrong =
    problem !== null &&
    problem.code !== "locked" &&
    (problem.status === 401 || problem.status === 403 || problem.status === 422 || problem.status === 400);
  return (
    <Dialog
      title={say("title")}
      onClose={() => question.answer(null)}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={() => question.answer(null)}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={text === ""}>
            {say("confirm")}
          </Button>
        </>
      }
    >
      <p class="quiet">{say("text")}</p>
      <TextField
        label={say("field")}
        type="password"
        autocomplete="one-time-code"
        value={text}
        onInput={setText}
        autofocus
        fault={wrong ? say("wrong") : null}
      />
      {problem !== null && !wrong && <ProblemNote problem={problem} />}
    </Dialog>
  );
}
