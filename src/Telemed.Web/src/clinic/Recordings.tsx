import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { kindIcons } from "../case/parts";
import { asAttachment, type PastRecording } from "../case/priors";
import { Viewer } from "../case/viewers";
import { showMoment } from "../platform/time";
import { Link } from "../platform/router";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { describeFile } from "../uploads/describe";
import { clinicWords } from "./words";

/** Every ECG, study, slide and document of a patient, those of devices without a case too; one opens below. */
export function Recordings({ recordings }: { readonly recordings: readonly PastRecording[] }): VNode | null {
  const say = useWords(clinicWords);
  const [open, setOpen] = useState<PastRecording | null>(null);
  if (recordings.length === 0) return null;
  const shown = open === null ? null : asAttachment(open);
  return (
    <section class="column" aria-label={say("recordings")}>
      <h2>{say("recordings")}</h2>
      <ul class="panel pick-list">
        {recordings.map(each => (
          <li key={each.attachmentId ?? each.subjectId} class="row">
            <button
              type="button"
              class="menu-item grow"
              aria-expanded={each === open}
              onClick={() => setOpen(each === open ? null : each)}
            >
              <Icon name={kindIcons[each.kind as keyof typeof kindIcons]} />
              <span class="grow cut">{describeFile(each.kind, each.summary)}</span>
              <span class="quiet small nowrap">{showMoment(each.createdAt)}</span>
            </button>
            {each.consultationId === null ? (
              <span class="quiet small nowrap">{say("withoutCase")}</span>
            ) : (
              <Link to={`/case/${each.consultationId}`}>{say("toCase")}</Link>
            )}
          </li>
        ))}
      </ul>
      {shown && (
        <div class="recording-view">
          <Viewer attachment={shown} all={[shown]} facilityId={textOf(open?.summary?.["facilityId"])} />
        </div>
      )}
    </section>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
