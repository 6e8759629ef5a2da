import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";
import { signIn } from "../platform/session";
import { timeLeft } from "../platform/timeLeft";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { duration } from "../ui/Clock";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { uiWords } from "../ui/words";
import { signInWords } from "./words";

export interface Filled {
  readonly login: string;
  readonly password: string;
  readonly code: string;
}

interface SignInFormProps {
  /** Set when the same person signs in again: the name is known and stays. */
  readonly login?: string;
  readonly filled: Filled;
  readonly onFill: (filled: Filled) => void;
  readonly onDone: () => void;
}

export function SignInForm({ login, filled, onFill, onDone }: SignInFormProps): VNode {
  const say = useWords(signInWords);
  const sayUi = useWords(uiWords);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [codeAsked, setCodeAsked] = useState(false);

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const code = filled.code.replace(/\s/g, "");
      await signIn({
        login: login ?? filled.login.trim(),
        password: filled.password,
        ...(code === "" ? {} : { code }),
      });
      onDone();
    } catch (error) {
      const found = asProblem(error);
      if (found.code === "code_needed") setCodeAsked(true);
      setProblem(found);
      setBusy(false);
    }
  };
  const fault = problem === null ? null : faultText(problem);
  function faultText(found: Problem): string | null {
    if (found.code === "bad_credentials" || found.code === "bad_code") return say("bad");
    if (found.code === "code_needed") return say("codeNeeded");
    if (found.code !== "locked") return null;
    const seconds = Number(found.body.retryAfter ?? 60);
    return say("locked", { time: duration(timeLeft(null, seconds * 1_000, 0), sayUi) });
  }
  return (
    <form
      class="column"
      onSubmit={event => {
        event.preventDefault();
        void send();
      }}
    >
      {login === undefined && (
        <TextField
          label={say("login")}
          value={filled.login}
          onInput={text => onFill({ ...filled, login: text })}
          autocomplete="username"
          autofocus
          required
        />
      )}
      <TextField
        label={say("password")}
        type="password"
        value={filled.password}
        autocomplete="current-password"
        required
        autofocus={login !== undefined}
        onInput={text => onFill({ ...filled, password: text })}
      />
      <TextField
        label={say("code")}
        hint={say("codeHint")}
        value={filled.code}
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={7}
        required={codeAsked}
        onInput={text => onFill({ ...filled, code: text })}
      />
      {fault !== null && (
        <p class="note red" role="alert">
          {fault}
        </p>
      )}
      {problem !== null && fault === null && <ProblemNote problem={problem} />}
      <Button type="submit" look="primary" size="large" busy={busy}>
        {say("signIn")}
      </Button>
    </form>
  );
}
