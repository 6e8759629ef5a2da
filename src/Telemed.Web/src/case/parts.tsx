import type { VNode } from "preact";
import type { Colour } from "../platform/catalogue";
import { codeLabel, serviceLabel } from "../platform/catalogue";
import { Link } from "../platform/router";
import { nowMs } from "../platform/time";
import { useWords } from "../platform/words";
import { Clock } from "../ui/Clock";
import { ColourMark } from "../ui/ColourMark";
import { Icon, type IconName } from "../ui/Icon";
import { uiWords } from "../ui/words";
import type { AttachmentKind, CaseRow, PatientBrief } from "./types";
import { caseWords } from "./words";

export const kindIcons: Readonly<Record<AttachmentKind | "general" | "pathology", IconName>> = {
  ecg: "ecg",
  imaging: "image",
  slide: "slide",
  pathology: "slide",
  document: "file",
  image: "camera",
  pdf: "file",
  audio: "microphone",
  general: "question",
};

/** "58 y · F". Below two years months are what counts. */
export function AgeSex({ patient }: { readonly patient: Pick<PatientBrief, "sex" | "birthDate" | "ageYears"> }): VNode {
  const say = useWords(uiWords);
  const sex = patient.sex === "male" ? say("male") : patient.sex === "female" ? say("female") : say("otherSex");
  const months = patient.birthDate === null ? null : monthsSince(patient.birthDate);
  const age =
    months !== null && months < 24
      ? say("months", { n: months })
      : patient.ageYears === null
        ? null
        : say("years", { n: patient.ageYears });
  return <span class="nowrap">{[sex, age].filter(Boolean).join(" · ")}</span>;
}

function monthsSince(birthDate: string): number {
  const born = new Date(birthDate);
  const now = new Date(nowMs());
  const months = (now.getFullYear() - born.getFullYear()) * 12 + now.getMonth() - born.getMonth();
  return now.getDate() < born.getDate() ? months - 1 : months;
}

export function AttachmentIcons({ attachments }: { readonly attachments: CaseRow["attachments"] }): VNode {
  const kinds = (["ecg", "imaging", "slide", "document"] as const).filter(kind => attachments[kind] > 0);
  return (
    <span class="row quiet" style={{ gap: "6px" }}>
      {kinds.map(kind => (
        <span key={kind} class="row small" style={{ gap: "2px" }}>
          <Icon name={kindIcons[kind]} tiny />
          {attachments[kind] > 1 && attachments[kind]}
        </span>
      ))}
    </span>
  );
}

export function StateBadge({ state, colour }: { readonly state: string; readonly colour?: Colour }): VNode {
  const loud =
    state === "info_requested" || state === "returned"
      ? "yellow"
      : state === "amended"
        ? "red"
        : state === "delivered" || state === "signed"
          ? "green"
          : "";
  return (
    <span class={`badge ${loud}`} data-colour={colour}>
      {codeLabel("state", state)}
    </span>
  );
}

/** One case in a list of cards: what a person must see to choose it, nothing else. */
export function CaseCard({ row, to }: { readonly row: CaseRow; readonly to?: string }): VNode {
  const say = useWords(caseWords);
  const holder = row.reader?.name ?? row.performer?.name ?? null;
  const waits =
    row.promiseAt !== null &&
    [
      "submitted",
      "triaged",
      "queued",
      "escalated",
      "claimed",
      "reading",
      "drafted",
      "quality_check",
      "review_pending",
      "reviewed",
    ].includes(row.state);
  return (
    <Link
      to={to ?? (row.state === "draft" ? `/new?id=${row.id}` : `/case/${row.id}`)}
      class={`case-card ${row.colour}`}
    >
      <span class="row">
        <ColourMark colour={row.colour} />
        {row.critical && (
          <span class="badge red">
            <Icon name="warning" tiny />
            {say("critical")}
          </span>
        )}
        <span class="grow" />
        {waits ? (
          <Clock dueAt={row.promiseAt} startedAt={row.submittedAt} paused={row.paused} />
        ) : (
          <StateBadge state={row.state} />
        )}
      </span>
      <span class="row">
        <span class="strong cut">{row.patient.name}</span>
        <span class="quiet small">
          <AgeSex patient={row.patient} />
        </span>
      </span>
      {row.question !== null && <span class="case-question">{row.question}</span>}
      <span class="row small quiet">
        <span class="cut grow">
          {serviceLabel(row.serviceCode)}
          {waits && <> · {holder === null ? say("inPool") : say("waitingFor", { who: holder })}</>}
        </span>
        <AttachmentIcons attachments={row.attachments} />
      </span>
    </Link>
  );
}
