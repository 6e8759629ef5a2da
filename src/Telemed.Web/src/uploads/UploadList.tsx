import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { bytes } from "../ui/bytes";
import { Icon } from "../ui/Icon";
import type { Uploads, UploadItem } from "./useUploads";
import { uploadWords } from "./words";

/** Every file with its progress in bytes and rate, and what to do where something is wrong. */
export function UploadList({ uploads }: { readonly uploads: Uploads }): VNode | null {
  const say = useWords(uploadWords);
  if (uploads.items.length === 0) return null;
  return (
    <ul class="upload-list" aria-label={say("files")}>
      {uploads.items.map(item => (
        <Item key={item.localId} item={item} uploads={uploads} />
      ))}
    </ul>
  );
}

function Item({ item, uploads }: { readonly item: UploadItem; readonly uploads: Uploads }): VNode {
  const say = useWords(uploadWords);
  const moving = item.state === "sending" || item.state === "paused" || item.state === "waiting";
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
        {item.state === "paused" && (
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
      {moving && item.slideId && <p class="quiet small">{say("readable")}</p>}
      {moving && <progress max={item.sizeBytes || 1} value={item.sentBytes} aria-label={item.name} />}
      {item.problem && (
        <p class="note red small" role="alert">
          {[item.problem.detail, item.problem.whatToDo].filter(Boolean).join(" ")}
        </p>
      )}
      {item.warnings?.map(warning => (
        <p key={warning} class="note yellow small">
          {warning}
        </p>
      ))}
      {item.mismatch.length > 0 && (
        <div class="note yellow" role="alert">
          <div class="body column">
            <p class="strong">{say("differs")}</p>
            <p>
              {say("inFile")}:{" "}
              {[item.header?.name, item.header?.id, item.header?.birthDate].filter(Boolean).join(" · ")}
            </p>
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
      )}
    </li>
  );
}
