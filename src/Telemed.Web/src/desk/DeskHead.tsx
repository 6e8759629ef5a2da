import type { ComponentChildren, VNode } from "preact";
import { Link } from "../platform/router";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { deskWords } from "./words";

/** The head both desk pages share: what burns now, every open case, the board for the wall. */
export function DeskHead({
  here,
  children,
}: {
  readonly here: "now" | "cases";
  readonly children?: ComponentChildren;
}): VNode {
  const say = useWords(deskWords);
  return (
    <div class="page-head">
      <h1 class="visually-hidden">{say("desk")}</h1>
      <nav class="desk-tabs" aria-label={say("desk")}>
        <Link to="/desk" aria-current={here === "now" ? "page" : undefined}>
          {say("now")}
        </Link>
        <Link to="/desk/cases" aria-current={here === "cases" ? "page" : undefined}>
          {say("openCases")}
        </Link>
      </nav>
      <span class="grow" />
      {children}
      <Button to="/wall" icon="wall" look="plain" title={say("wallHint")}>
        {say("wall")}
      </Button>
    </div>
  );
}
