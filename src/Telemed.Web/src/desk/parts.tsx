import type { VNode } from "preact";
import { codeLabel, serviceLabel } from "../platform/catalogue";
import { Link } from "../platform/router";
import { useWords, type Say } from "../platform/words";
import { Icon } from "../ui/Icon";
import { uiWords } from "../ui/words";
import type { DeskRow } from "./types";
import { deskWords, type DeskWord } from "./words";

/** "F · 58 y". */
export function AgeSex({ row }: { readonly row: DeskRow }): VNode {
  const say = useWords(uiWords);
  const { sex, ageYears } = row.patient;
  const word = sex === "male" ? say("male") : sex === "female" ? say("female") : say("otherSex");
  return (
    <span class="quiet small nowrap">{ageYears === null ? word : `${word} · ${say("years", { n: ageYears })}`}</span>
  );
}

/** Who has the case now: a reader, a hospital, or nobody yet. */
export function holderText(row: DeskRow, say: Say<DeskWord>): string {
  return row.reader?.name ?? row.performer?.name ?? say("pool");
}

export function PatientCell({ row }: { readonly row: DeskRow }): VNode {
  return (
    <span class="row">
      <Link to={`/case/${row.id}`} class="strong cut plain-link">
        {row.patient.name}
      </Link>
      <AgeSex row={row} />
      {row.critical && (
        <span class="red-ink">
          <Icon name="warning" tiny />
        </span>
      )}
    </span>
  );
}

export function StateWord({ row }: { readonly row: DeskRow }): VNode {
  const loud =
    row.state === "info_requested" || row.state === "returned" || row.state === "escalated" ? "badge yellow" : "badge";
  return <span class={loud}>{codeLabel("state", row.state)}</span>;
}

/** The line below a patient's name: what for, from where, with whom. */
export function WhereLine({ row }: { readonly row: DeskRow }): VNode {
  const say = useWords(deskWords);
  return (
    <span class="quiet small cut">
      {serviceLabel(row.serviceCode)} · {row.facility.name} · {holderText(row, say)}
    </span>
  );
}
