import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { warningText } from "../ecg/warningWords";
import { codeLabel } from "../platform/catalogue";
import { useWords } from "../platform/words";
import { bytes } from "../ui/bytes";
import { Icon } from "../ui/Icon";
import { kindIcons } from "./parts";
import type { Attachment } from "./types";
import { isPicture } from "./viewers";
import { caseWords } from "./words";

interface AttachmentListProps {
  readonly attachments: readonly Attachment[];
  readonly shownId: string | null;
  readonly onShow: (id: string) => void;
}

/** The files of a case as tiles: a small picture where there is one, what it is, and what is wrong with it. */
export function AttachmentList({ attachments, shownId, onShow }: AttachmentListProps): VNode {
  const say = useWords(caseWords);
  if (attachments.length === 0) return <p class="quiet">{say("noFiles")}</p>;
  return (
    <div class="column" style={{ gap: "8px" }}>
      <div class="files">
        {attachments.map(each => (
          <button
            key={each.id}
            type="button"
            class="file"
            aria-pressed={each.id === shownId}
            onClick={() => onShow(each.id)}
          >
            <span class="file-thumb"><Thumbnail attachment={each} /></span>
            <span class="grow" style={{ minWidth: 0 }}>
              <span class="strong cut" style={{ display: "block" }}>
                {describe(each)}
              </span>
              <span class="quiet small cut" style={{ display: "block" }}>
                {each.fileName} · {bytes(each.sizeBytes)}
              </span>
            </span>
            <SlideVerdict attachment={each} />
            {(each.warnings.length > 0 || (each.mismatch.length > 0 && each.mismatchDecision === null)) && (
              <span style={{ color: "var(--yellow)" }}>
                <Icon name="warning" />
              </span>
            )}
          </button>
        ))}
      </div>
      {attachments
        .filter(each => each.mismatch.length > 0)
        .map(each => (
          <p key={each.id} class="note yellow small">
            <Icon name="warning" tiny />
            <span class="body">
              {each.fileName}:{" "}
              {say("mismatchWarning", {
                fields: each.mismatch.map(field => codeLabel("mismatch_field", field)).join(", "),
              })}
              {each.mismatchDecision === "same_patient" && ` (${say("decided")})`}
            </span>
          </p>
        ))}
      {attachments
        .filter(each => each.warnings.length > 0)
        .map(each => (
          <p key={each.id} class="note yellow small">
            <Icon name="warning" tiny />
            <span class="body">
              {each.fileName}: {each.warnings.map(warningText).join(" ")}
            </span>
          </p>
        ))}
    </div>
  );
}

/** What was measured of a slide, where it is worth a word; the numbers stand beside the slide itself. */
function SlideVerdict({ attachment }: { readonly attachment: Attachment }): VNode | null {
  const quality = attachment.summary?.["quality"] as { readonly verdict?: string; readonly reasons?: readonly string[] } | undefined;
  const verdict = quality?.verdict;
  if (attachment.kind !== "slide" || (verdict !== "fair" && verdict !== "poor")) return null;
  return (
    <span
      class={`badge ${verdict === "poor" ? "red" : "yellow"}`}
      title={quality?.reasons?.map(code => codeLabel("slide_quality_reason", code)).join(" · ")}
    >
      {codeLabel("slide_verdict", verdict)}
    </span>
  );
}

/** A small picture of the file; the sign of its kind where there is none, or where it did not come. */
function Thumbnail({ attachment }: { readonly attachment: Attachment }): VNode {
  const [failed, setFailed] = useState(false);
  const url = thumbnailOf(attachment);
  if (url === null || failed) return <Icon name={kindIcons[attachment.kind]} />;
  return <img src={url} alt="" loading="lazy" onError={() => setFailed(true)} />;
}

function thumbnailOf(attachment: Attachment): string | null {
  if (attachment.kind === "slide" && attachment.subjectId !== null) return `/slides/${attachment.subjectId}/thumbnail`;
  return isPicture(attachment) ? `/api/attachments/${attachment.id}/content` : null;
}

/** The hub's own short text about a file, else its kind. */
export function describe(attachment: Attachment): string {
  const summary = attachment.summary ?? {};
  const text = summary["text"] ?? summary["description"] ?? summary["title"];
  if (typeof text === "string" && text !== "") return text;
  const parts = [summary["modality"], summary["bodyPart"], summary["format"]].filter(
    part => typeof part === "string" && part !== "",
  );
  const instances = summary["instances"] ?? summary["images"];
  if (typeof instances === "number" && instances > 1) parts.push(`× ${instances}`);
  return [codeLabel("attachment_kind", attachment.kind), ...parts].join(" · ");
}
