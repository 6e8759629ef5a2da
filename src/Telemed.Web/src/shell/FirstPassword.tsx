import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { putJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { askSession } from "../platform/session";
import { useWords } from "../platform/words";
import { signInWords } from "../signin/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";

const shortest = 12;

/** Whoever was given a password by someone else must replace it before he sees anything. */
export function FirstPassword(): VNode {
  const say = useWords(signInWords);
  return (
    <main class="page" style={{ maxWidth: "440px" }}>
      <div class="panel column">
        <h1>{say("changeTitle")}</h1>
        <p class="quiet">{say("changeText")}</p>
        <PasswordForm onDone={() => void askSession()} />
      </div>
    </main>
  );
}

export function PasswordForm({ onDone }: { readonly onDone: () => void }): VNode {
  const say = useWords(signInWords);
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await putJson("/api/session/password", { current, next });
      toast(say("changed"));
      setCurrent("");
      setNext("");
      onDone();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="column"
      onSubmit={event => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={say("oldPassword")}
        type="password"
        autocomplete="current-password"
        value={current}
        onInput={setCurrent}
        required
      />
      <TextField
        label={say("newPassword")}
        type="password"
        autocomplete="new-password"
        value={next}
        onInput={setNext}
        required
        hint={say("newHint")}
        fault={next !== "" && next.length < shortest ? say("newHint") : null}
      />
      {problem && <ProblemNote problem={problem} />}
      <div>
        <Button type="submit" look="primary" busy={busy} disabled={next.length < shortest || current === ""}>
          {say("change")}
        </Button>
      </div>
    </form>
  );
}
