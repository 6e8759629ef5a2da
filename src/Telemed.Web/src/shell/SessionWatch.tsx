import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onSessionLost } from "../platform/api";
import { askSession, signOut, type Session } from "../platform/session";
import { nowMs, useNow } from "../platform/time";
import { timeLeft } from "../platform/timeLeft";
import { useWords } from "../platform/words";
import { SignInForm, type Filled } from "../signin/SignInForm";
import { Button } from "../ui/Button";
import { duration } from "../ui/Clock";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { uiWords } from "../ui/words";
import { shellWords } from "./words";

const warnBeforeMs = 3 * 60_000;
const renewEveryMs = 4 * 60_000;

/** Warns before the log-in ends, and asks for it again over the page, so that nothing typed is lost. */
export function SessionWatch({ session }: { readonly session: Session }): VNode | null {
  const say = useWords(shellWords);
  const sayUi = useWords(uiWords);
  const now = useNow();
  const [ended, setEnded] = useState(false);
  const [filled, setFilled] = useState<Filled>({ login: "", password: "", code: "" });
  const waiters = useRef<{ resolve: () => void; reject: (error: unknown) => void }[]>([]);

  useEffect(
    () =>
      onSessionLost(
        signal =>
          new Promise((resolve, reject) => {
            waiters.current.push({ resolve, reject });
            signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
            setEnded(true);
          }),
      ),
    [],
  );
  useRenewal();

  const endsMs = Math.min(Date.parse(session.idleExpiresAt), Date.parse(session.absoluteExpiresAt));
  const isOver = now >= endsMs;
  useEffect(() => {
    // The hub's word counts, not our clock: it may have prolonged the session through another window.
    if (isOver) void askSession();
  }, [isOver]);

  if (ended) {
    return (
      <Dialog
        title={say("signInAgain")}
        foot={
          <Button look="plain" onClick={leave}>
            {say("otherPerson")}
          </Button>
        }
      >
        <p>{say("signInAgainText")}</p>
        <p class="strong">{session.person.name}</p>
        <SignInForm login={session.person.login} filled={filled} onFill={setFilled} onDone={again} />
      </Dialog>
    );
  }
  if (endsMs - now > warnBeforeMs) return null;
  return (
    <div class="session-warning note yellow" role="alert">
      <Icon name="clock" />
      <span class="body grow">
        {say("sessionEnding", { time: duration(timeLeft(null, Math.max(endsMs, now), now), sayUi) })}
      </span>
      <Button size="small" look="primary" onClick={() => void askSession()}>
        {say("stay")}
      </Button>
    </div>
  );

  function again(): void {
    setEnded(false);
    setFilled({ login: "", password: "", code: "" });
    for (const waiter of waiters.current.splice(0)) waiter.resolve();
  }

  function leave(): void {
    for (const waiter of waiters.current.splice(0)) waiter.reject(new DOMException("signed out", "AbortError"));
    void signOut();
  }
}

/** A person who types for long calls the hub seldom; his typing counts as presence all the same. */
function useRenewal(): void {
  const lastMs = useRef(nowMs());
  useEffect(() => {
    const present = () => {
      if (nowMs() - lastMs.current < renewEveryMs) return;
      lastMs.current = nowMs();
      void askSession();
    };
    window.addEventListener("keydown", present, { passive: true });
    window.addEventListener("pointerdown", present, { passive: true });
    return () => {
      window.removeEventListener("keydown", present);
      window.removeEventListener("pointerdown", present);
    };
  }, []);
}
