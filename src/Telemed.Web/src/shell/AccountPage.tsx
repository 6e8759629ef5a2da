import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { codeLabel } from "../platform/catalogue";
import { asProblem, type Problem } from "../platform/problem";
import { useSession } from "../platform/session";
import { useWords } from "../platform/words";
import { signInWords } from "../signin/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { PasswordForm } from "./FirstPassword";

/** The person's own data: roles, password, second factor. */
export default function AccountPage(): VNode | null {
  const say = useWords(signInWords);
  const session = useSession();
  if (session === null) return null;
  return (
    <div class="page column" style={{ maxWidth: "640px" }}>
      <h1>{session.person.name}</h1>
      <section class="panel column" aria-label={say("roles")}>
        <h2>{say("roles")}</h2>
        <ul>
          {session.roles.map(role => (
            <li key={role.role + role.facilityId}>
              {codeLabel("role", role.role)} · {role.facilityName}{" "}
              <span class="quiet">({codeLabel("tier", role.tier)})</span>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel column" aria-label={say("security")}>
        <h2>{say("security")}</h2>
        <PasswordForm onDone={() => undefined} />
        <hr />
        <Authenticator />
      </section>
    </div>
  );
}

interface Enrolment {
  readonly secret: string;
  readonly uri: string;
}

function Authenticator(): VNode {
  const say = useWords(signInWords);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (step: () => Promise<void>) => {
    setProblem(null);
    try {
      await step();
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  const begin = () => run(async () => setEnrolment(await postJson<Enrolment>("/api/session/totp")));
  const confirm = () =>
    run(async () => {
      await postJson("/api/session/totp/confirmation", { code });
      setEnrolment(null);
      setCode("");
      toast(say("enrolled"));
    });
  return (
    <div class="column">
      {enrolment === null ? (
        <div>
          <Button icon="key" onClick={() => void begin()}>
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
          <p class="mono strong" style={{ overflowWrap: "anywhere" }}>
            {enrolment.secret}
          </p>
          <p>
            <a href={enrolment.uri} class="small" style={{ overflowWrap: "anywhere" }}>
              {enrolment.uri}
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
            <Button type="submit" look="primary">
              {say("confirm")}
            </Button>
          </div>
        </form>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
