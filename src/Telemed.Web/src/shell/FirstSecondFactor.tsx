import type { VNode } from "preact";
import { askSession } from "../platform/session";
import { useWords } from "../platform/words";
import { signInWords } from "../signin/words";
import { Authenticator } from "./Authenticator";

/** Whoever has no second factor yet sets one up before anything else opens. */
export default function FirstSecondFactor(): VNode {
  const say = useWords(signInWords);
  return (
    <main class="page" style={{ maxWidth: "440px" }}>
      <div class="panel column">
        <h1>{say("enrol")}</h1>
        <p class="quiet">{say("enrolFirst")}</p>
        <Authenticator onDone={() => void askSession()} />
      </div>
    </main>
  );
}
