import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import { Icon } from "../ui/Icon";
import { canBeDialled } from "./frozen";
import { frozenWords } from "../case/frozenWords";
import type { NewCase } from "./newCase";

interface FrozenFieldsProps {
  readonly draft: NewCase;
  readonly change: (next: (draft: NewCase) => NewCase) => void;
}

/** Whom to call while the patient lies on the table: nothing is sent without it. */
export function FrozenFields({ draft, change }: FrozenFieldsProps): VNode {
  const say = useWords(frozenWords);
  const number = draft.phoneBackNumber ?? "";
  return (
    <section class="panel column frozen-fields" aria-label={say("frozen")}>
      <p class="note red">
        <Icon name="phone" />
        <span class="body">{say("alwaysRed")}</span>
      </p>
      <div class="two">
        <TextField
          label={say("whomToCall")}
          hint={say("whomHint")}
          value={draft.phoneBackName ?? ""}
          maxLength={120}
          required
          onInput={phoneBackName => change(old => ({ ...old, phoneBackName }))}
        />
        <TextField
          label={say("number")}
          type="tel"
          inputMode="tel"
          value={number}
          maxLength={40}
          required
          fault={number !== "" && !canBeDialled(number) ? say("notDialled") : null}
          onInput={phoneBackNumber => change(old => ({ ...old, phoneBackNumber }))}
        />
      </div>
    </section>
  );
}
