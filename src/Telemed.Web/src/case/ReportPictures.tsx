import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { scaleBar } from "../slides/scale";
import { pictureUrl, type Snapshot } from "./snapshots";
import { snapshotWords } from "./snapshotWords";

interface ReportPicturesProps {
  readonly caseId: string;
  readonly pictures: readonly Snapshot[];
}

/** The pictures of a report with their captions; a bar only over those whose scale is known. */
export function ReportPictures({ caseId, pictures }: ReportPicturesProps): VNode | null {
  const say = useWords(snapshotWords);
  if (pictures.length === 0) return null;
  return (
    <section class="report-section">
      <h3>{say("pictures")}</h3>
      <div class="report-pictures">
        {pictures.map((picture, index) => (
          <figure key={picture.id}>
            <a href={pictureUrl(caseId, picture.id)} target="_blank" rel="noopener">
              <img
                src={pictureUrl(caseId, picture.id)}
                alt={picture.caption || `${say("pictures")} ${index + 1}`}
                width={picture.widthPx}
                height={picture.heightPx}
                loading="lazy"
              />
            </a>
            <Bar picture={picture} />
            <figcaption>{index + 1}. {picture.caption}</figcaption>
          </figure>
        ))}
      </div>
    </section>
  );
}

function Bar({ picture }: { readonly picture: Snapshot }): VNode | null {
  const bar = scaleBar(picture.umPerPx, picture.widthPx / 4);
  if (bar === null) return null;
  return (
    <span class="picture-bar" style={{ width: `${(100 * bar.widthPx) / picture.widthPx}%` }}>{bar.text}</span>
  );
}
