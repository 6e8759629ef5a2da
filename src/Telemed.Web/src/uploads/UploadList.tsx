import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { warningText } from "../ecg/warningWords";
import { codeLabel } from "../platform/catalogue";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { bytes } from "../ui/bytes";
import { Icon } from "../ui/Icon";
import { CsvDialog } from "./csv/CsvDialog";
import { csvWords } from "./csv/words";
import { isMoving } from "./item";
import type { Uploads, UploadItem } from "./useUploads";
import { uploadWords } from "./words";

interface UploadListProps {
  readonly uploads: Uploads;
  /** The chosen patient in a few words, to stand beside what a file's header says. */
  readonly chosen?: string | null;
}

/** Every file with what it is, its progress in bytes and rate, and what to do where something is wrong. */
export function UploadList({ uploads, chosen = null }: UploadListProps): VNode | null {
  const say = useWords(uploadWords);
  const [later, setLater] = useState<ReadonlySet<string>>(new Set());
  if (uploads.items.length === 0) return null;
  const asked = uploads.items.find(item => item.table && !later.has(item.localId));
  const putOff = (localId: string, isLater: boolean) =>
    setLater(old => new Set([...[...old].filter(each => each !== localId), ...(isLater ? [localId] : [])]));
  return (
    <>
      {asked?.table && (
        <CsvDialog
          key={asked.localId}
          name={asked.name}
          table={asked.table}
          onSend={layout => uploads.describe(asked.localId, layout)}
          onClose={() => putOff(asked.localId, true)}
        />
      )}
      <ul class="upload-list" aria-label={say("files")}>
        {uploads.items.map(item => (
          <Item
            key={item.localId}
            item={item}
            uploads={uploads}
            chosen={chosen}
            onDescribe={() => putOff(item.localId, false)}
          />
        ))}
      </ul>
    </>
  );
}

interface ItemProps {
  readonly item: UploadItem;
  readonly uploads: Uploads;
  readonly chosen: string | null;
}

function Item({ item, uploads, chosen, onDescribe }: ItemProps & { readonly onDescribe: () => void }): VNode {
  const say = useWords(uploadWords);
  const sayCsv = useWords(csvWords);
  const moving = isMoving(item.state) && item.state !== "checking" && item.state !== "asking";
  const what = [
    item.recognised?.text,
    !item.recognised?.text && (item.fileCount ?? 1) > 1 ? say("filesIn", { n: item.fileCount ?? 0 }) : "",
  ].filter(Boolean);
  return (
    <li class="upload">
      <div class="row">
        <Icon name={item.state === "accepted" ? "check" : item.state === "refused" ? "warning" : "upload"} />
        <span class="grow cut">{item.name}</span>
        <span class="quiet small nowrap">
          {say(item.state)} · {moving ? `${bytes(item.sentBytes)} / ` : ""}
          {bytes(item.sizeBytes)}
          {item.state === "sending" && item.rateBytesPerS > 0
            ? ` · ${say("rate", { rate: bytes(item.rateBytesPerS) })}`
            : ""}
        </span>
        {item.state === "sending" && (
          <Button
            look="plain"
            size="small"
            icon="pause"
            label={say("pause")}
            onClick={() => uploads.pause(item.localId)}
          />
        )}
        {item.state === "asking" && (
          <Button size="small" onClick={onDescribe}>
            {sayCsv("describe")}
          </Button>
        )}
        {(item.state === "paused" || item.state === "cut") && (
          <Button size="small" onClick={() => uploads.resume(item.localId)}>
            {say("resume")}
          </Button>
        )}
        {item.state !== "accepted" && (
          <Button
            look="plain"
            size="small"
            icon="cross"
            label={say("remove")}
            onClick={() => uploads.remove(item.localId)}
          />
        )}
      </div>
      {what.length > 0 && <p class="small strong">{what.join(" · ")}</p>}
      {item.state === "cut" && (
        <p class="note yellow small" role="status">
          {say("cutText")}
        </p>
      )}
      {item.state === "stopped" && <p class="note yellow small">{say("stoppedText")}</p>}
      {(item.leftOut ?? 0) > 0 && <p class="quiet small">{say("leftOut", { n: item.leftOut ?? 0 })}</p>}
      {moving && item.slideId && <p class="quiet small">{say("readable")}</p>}
      {moving && <progress max={item.sizeBytes || 1} value={item.sentBytes} aria-label={item.name} />}
      {item.problem && (
        <p class="note red small" role="alert">
          {[item.problem.detail, item.problem.whatToDo].filter(Boolean).join(" ")}
        </p>
      )}
      {item.warnings?.map(warning => (
        <p key={warning} class="note yellow small">
          {warningText(warning)}
        </p>
      ))}
      {item.quality?.verdict === "fair" || item.quality?.verdict === "poor" ? (
        <p class="note yellow small" role="status">
          {say("doubtful")} {item.quality.reasons.map(reason => codeLabel("slide_quality_reason", reason)).join(" · ")}
        </p>
      ) : null}
      {item.quality?.verdict === "good" && <p class="quiet small">{say("sharp")}</p>}
      {item.mismatch.length > 0 && <Differs item={item} uploads={uploads} chosen={chosen} />}
      {item.problem?.section && <p class="quiet small">{placeOf(item.problem)}</p>}
    </li>
  );
}

/** Header and chosen patient side by side, with the two things that can be done about it. */
function Differs({ item, uploads, chosen }: ItemProps): VNode {
  const say = useWords(uploadWords);
  const header = item.header ?? {};
  return (
    <div class="note yellow" role="alert">
      <div class="body column">
        <p class="strong">{say("differs")}</p>
        <dl class="beside">
          <dt>{say("inFile")}</dt>
          <dd>{[header.name, header.birthDate, header.id].filter(Boolean).join(" · ")}</dd>
          {chosen !== null && (
            <>
              <dt>{say("chosen")}</dt>
              <dd>{chosen}</dd>
            </>
          )}
        </dl>
        <div class="row wrap">
          <Button
            size="small"
            onClick={() => void uploads.confirmIdentity(item.localId, "same_patient", say("reason"))}
          >
            {say("samePatient")}
          </Button>
          <Button size="small" look="danger" onClick={() => uploads.remove(item.localId)}>
            {say("otherPatient")}
          </Button>
        </div>
      </div>
    </div>
  );
}

const placeOf = (problem: NonNullable<UploadItem["problem"]>): string =>
  [problem.section, problem.offset === null || problem.offset === undefined ? "" : `@ ${problem.offset}`]
    .filter(Boolean)
    .join(" ");
