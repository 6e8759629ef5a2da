import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { QrCode } from "../admin/QrCode";
import { postJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { useWords } from "../platform/words";
import { signInWords } from "../signin/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";

interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

/** Shows the secret of a new second factor, which counts once its first code was typed. */
export function Authenticator({ onDone }: { readonly onDone?: () => void }): VNode {
  const say = useWords(signInWords);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (step: () => Promise<void>) => {
    // Two secrets at once, and the one on the screen may not be the one that counts.
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await step();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const begin = () => run(async () => setEnrolment(await postJson<Enrolment>("/api/session/totp")));
  const confirm = () =>
    run(async () => {
      await postJson("/api/session/totp/confirmation", { code });
      setEnrolment(null);
      setCode("");
      toast(say("enrolled"));
      onDone?.();
    });
  return (
    <div class="column">
      {enrolment === null ? (
        <div>
          <Button icon="key" busy={busy} onClick={() => void begin()}>
            {say("enrol")}
          </Button>
        </div>
      ) : (
        <form
          class="column"
          onSubmit={event => {
            event.preventDefault();
            void confirm();
          }}
        >
          <p>{say("enrolText")}</p>
          {/* Cameras need black on white with a margin, in the dark theme too. */}
          <div style={{ width: "208px", padding: "16px", background: "#fff", borderRadius: "8px" }}>
            <QrCode text={enrolment.uri} label={say("enrol")} />
          </div>
          <p class="mono strong" style={{ overflowWrap: "anywhere" }}>
            {enrolment.secret}
          </p>
          <p>
            <a href={enrolment.uri} class="small">
              {say("enrolHere")}
            </a>
          </p>
          <TextField
            label={say("code")}
            value={code}
            onInput={setCode}
            inputMode="numeric"
            autocomplete="one-time-code"
            maxLength={7}
          />
          <div>
            <Button type="submit" look="primary" busy={busy}>
              {say("confirm")}
            </Button>
          </div>
        </form>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
