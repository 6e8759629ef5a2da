import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { postJson } from "../platform/api";
import { codeLabel } from "../platform/catalogue";
import { dropDraft, keepDraft, keptDraft } from "../platform/drafts";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { useSession } from "../platform/session";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { doorWords } from "../rooms/doorWords";
import { Button } from "../ui/Button";
import { ProblemNote } from "../ui/ProblemNote";
import { actionWords } from "./actionWords";
import type { Case } from "./types";
import { caseWords } from "./words";

const longest = 4_000;

/** What the reader says of a slide begins with the word for the whole; its reasons follow. */
function codeOf(kind: string, code: string): string {
  if (kind !== "slide_adequacy") return codeLabel("info_reason", code);
  return codeLabel(adequacies.has(code) ? "slide_adequacy" : "slide_adequacy_reason", code);
}

const adequacies = new Set(["adequate", "limited", "inadequate"]);

/** What sender and reader write to each other about the case. */
export function Conversation({ shown, onChanged }: { readonly shown: Case; readonly onChanged: () => void }): VNode {
  const say = useWords(caseWords);
  const sayAction = useWords(actionWords);
  const sayDoor = useWords(doorWords);
  const personId = useSession()?.person.id ?? "";
  const key = `message.${shown.id}`;
  const [text, setText] = useState(() => keptDraft<string>(key, personId) ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // The same words sent again after a lost answer are the same message.
  const sent = useRef<{ readonly words: string; readonly version: number; readonly key: string } | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [shown.messages.length]);
  const answersInfo = shown.state === "info_requested" && shown.allowed.includes("info_answers");
  const send = async () => {
    const words = text.trim();
    if (words === "" || busy) return;
    setBusy(true);
    setProblem(null);
    const { version, key: once } =
      sent.current?.words === words ? sent.current : { version: shown.version, key: crypto.randomUUID() };
    sent.current = { words, version, key: once };
    try {
      await postJson(
        `/api/consultations/${shown.id}/${answersInfo ? "info-answers" : "messages"}`,
        { text: words, version },
        undefined,
        { "Idempotency-Key": once },
      );
      sent.current = null;
      setText("");
      dropDraft(key);
      onChanged();
    } catch (error) {
      if (!isAbort(error)) setProblem(asProblem(error));
      if (!asProblem(error).mayPass) sent.current = null;
      if (asProblem(error).code === "version_conflict") onChanged();
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class={answersInfo ? "panel column asked" : "panel column"} aria-label={say("conversation")}>
      <h2>{say("conversation")}</h2>
      {answersInfo && <p class="note yellow">{sayAction("answerInfo")}</p>}
      {shown.messages.length === 0 && <p class="quiet">{say("noMessages")}</p>}
      <div
        class="messages"
        ref={list}
        tabIndex={shown.messages.length > 0 ? 0 : -1}
        role="log"
        aria-label={say("conversation")}
      >
        {shown.messages.map(message => (
          <div key={message.id} class={message.person.id === personId ? "message mine" : "message"}>
            <p class="quiet small">{say("by", { name: message.person.name, time: showMoment(message.at) })}</p>
            {message.kind === "room_note" && (
              <p>
                <span class="badge accent">{sayDoor("roomNote")}</span>
              </p>
            )}
            {message.kind !== "room_note" && message.codes.length > 0 && (
              <p class="row wrap">
                {message.codes.map(code => (
                  <span key={code} class="badge yellow">
                    {codeOf(message.kind, code)}
                  </span>
                ))}
              </p>
            )}
            <p class="pre">{message.text}</p>
          </div>
        ))}
      </div>
      {problem && <ProblemNote problem={problem} />}
      <form
        class="row top"
        onSubmit={event => {
          event.preventDefault();
          void send();
        }}
      >
        <textarea
          class="input grow"
          style={{ minHeight: "40px" }}
          rows={1}
          maxLength={longest}
          value={text}
          aria-label={say("writeMessage")}
          placeholder={say("writeMessage")}
          onInput={event => {
            setText(event.currentTarget.value);
            keepDraft(key, personId, event.currentTarget.value);
          }}
          onKeyDown={event => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              event.stopPropagation();
              void send();
            }
          }}
        />
        <Button
          type="submit"
          icon="send"
          label={say("send")}
          look={answersInfo ? "primary" : undefined}
          busy={busy}
          disabled={text.trim() === ""}
        />
      </form>
    </section>
  );
}
