import type { ComponentType, VNode } from "preact";
import { useLoaded } from "../platform/loaded";
import type { SharedView } from "../platform/sharedView";
import { useWords } from "../platform/words";
import { KeptDrawings } from "../rooms/KeptDrawings";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { Guard } from "../ui/Guard";
import { Skeleton } from "../ui/Skeleton";
import { uiWords } from "../ui/words";
import type { ServiceKind } from "../platform/catalogue";
import type { Attachment, PhotoScale } from "./types";
import { caseWords } from "./words";

/** What the viewers take. Each is fetched when the first picture of its kind is opened. */
export interface EcgViewerProps {
  readonly ecgId: string;
  readonly priorEcgIds?: string[];
  readonly reading?: boolean;
  readonly onStatement?: (code: string) => void;
  readonly onMeasure?: (measurement: { name: string; value: number; unit: string }) => void;
  readonly shared?: SharedView;
}

export interface ImagingViewerProps {
  readonly studies: { facilityId: string; studyUid: string }[];
  readonly priors?: { facilityId: string; studyUid: string }[];
  readonly reading?: boolean;
  readonly caseId?: string;
  readonly onAdequacy?: (answer: string, why: string) => void;
  readonly shared?: SharedView;
}

export interface SlideViewerProps {
  readonly slideId: string;
  readonly slides?: { id: string; label: string }[];
  readonly reading?: boolean;
  readonly caseId?: string;
  readonly shared?: SharedView;
}

export interface PhotoViewerProps {
  readonly attachmentId: string;
  readonly fileName: string;
  readonly scale: PhotoScale | null;
  readonly reading?: boolean;
  readonly caseId?: string;
}

type Loader = () => Promise<unknown>;
const found = import.meta.glob([
  "../ecg/EcgViewer.tsx",
  "../ecg/PaperViewer.tsx",
  "../imaging/ImagingViewer.tsx",
  "../slides/PhotoViewer.tsx",
  "../slides/SlideViewer.tsx",
]) as Record<string, Loader>;

const loaders = {
  ecg: found["../ecg/EcgViewer.tsx"],
  paper: found["../ecg/PaperViewer.tsx"],
  imaging: found["../imaging/ImagingViewer.tsx"],
  slide: found["../slides/SlideViewer.tsx"],
  photo: found["../slides/PhotoViewer.tsx"],
} as const;

interface ViewerProps {
  readonly attachment: Attachment;
  readonly all: readonly Attachment[];
  readonly facilityId: string;
  /** The case that the file belongs to, where there is one. */
  readonly caseId?: string;
  /** What is asked for: a photo of pathology is measured in micrometres, one of an ECG in squares of its paper. */
  readonly caseKind?: ServiceKind;
  readonly reading?: boolean;
  readonly priorEcgIds?: readonly string[];
  readonly priorStudies?: readonly { readonly facilityId: string; readonly studyUid: string }[];
  readonly onStatement?: (code: string) => void;
  readonly onMeasure?: (measurement: { name: string; value: number; unit: string }) => void;
  readonly onAdequacy?: (answer: string, why: string) => void;
  /** In a room: keeps the viewer in step with the others' screens. */
  readonly shared?: SharedView;
  /** The room, whose own drawings it shows itself, and its case. */
  readonly room?: { readonly id: string; readonly caseId: string };
}

/**
 * Opens the viewer made for the kind of file, with what was drawn on the file in rooms of the case. Each file has a
 * viewer of its own: measurements and the place of one must never lie on another.
 */
export function Viewer(props: ViewerProps): VNode {
  const { attachment, all, shared, room } = props;
  const caseId = props.caseId ?? room?.caseId;
  if (caseId === undefined) return <Bare key={attachment.id} {...props} />;
  // A viewer of images or slides turns to the others of the case by itself; their pictures and slides have names.
  const turns = attachment.kind === "imaging" || attachment.kind === "slide";
  const files = turns ? all.filter(each => each.kind === attachment.kind) : [attachment];
  return (
    <KeptDrawings caseId={caseId} fileIds={files.map(each => each.id)} shared={shared} roomId={room?.id}>
      {inStep => {
        const { shared: _, ...rest } = props;
        return <Bare key={attachment.id} {...rest} {...(inStep === undefined ? {} : { shared: inStep })} />;
      }}
    </KeptDrawings>
  );
}

function Bare({
  attachment,
  all,
  facilityId,
  caseId,
  caseKind,
  reading = false,
  priorEcgIds,
  priorStudies,
  onStatement,
  onMeasure,
  onAdequacy,
  shared,
}: ViewerProps): VNode {
  const inStep = shared === undefined ? {} : { shared };
  const subjectId = attachment.subjectId ?? attachment.id;
  switch (attachment.kind) {
    case "ecg":
      return (
        <Loaded
          kind="ecg"
          props={
            {
              ecgId: subjectId,
              reading,
              ...(priorEcgIds ? { priorEcgIds: [...priorEcgIds] } : {}),
              ...(onStatement ? { onStatement } : {}),
              ...(onMeasure ? { onMeasure } : {}),
              ...inStep,
            } satisfies EcgViewerProps
          }
        />
      );
    case "imaging": {
      const studies = all.filter(each => each.kind === "imaging").map(each => studyOf(each, facilityId));
      const own = studyOf(attachment, facilityId);
      const first = [own, ...studies.filter(study => study.studyUid !== own.studyUid)];
      return (
        <Loaded
          kind="imaging"
          props={
            {
              studies: first,
              reading,
              ...(caseId === undefined ? {} : { caseId }),
              ...(priorStudies ? { priors: [...priorStudies] } : {}),
              ...inStep,
            } satisfies ImagingViewerProps
          }
        />
      );
    }
    case "slide": {
      const slides = all
        .filter(each => each.kind === "slide")
        .map(each => ({ id: each.subjectId ?? each.id, label: each.fileName }));
      const ofCase = { ...(caseId === undefined ? {} : { caseId }), ...(onAdequacy ? { onAdequacy } : {}) };
      return (
        <Loaded kind="slide" props={{ slideId: subjectId, slides, reading, ...ofCase, ...inStep } satisfies SlideViewerProps} />
      );
    }
    case "audio":
      return (
        <div style={{ padding: "16px" }}>
          <audio controls src={`/api/attachments/${attachment.id}/content`} aria-label={attachment.fileName} />
        </div>
      );
    case "document":
    case "image":
    case "pdf":
      // A room keeps its photos in step, which the paper's viewer does.
      if (caseKind === "pathology" && attachment.kind === "image" && shared === undefined)
        return (
          <Loaded
            kind="photo"
            props={{
              attachmentId: attachment.id,
              fileName: attachment.fileName,
              scale: attachment.calibration ?? null,
              reading,
              ...(caseId === undefined ? {} : { caseId }),
            } satisfies PhotoViewerProps}
          />
        );
      return (
        <Loaded
          kind="paper"
          props={{
            url: `/api/attachments/${attachment.id}/content`,
            fileName: attachment.fileName,
            isPdf: !isPicture(attachment),
            ...inStep,
          }}
        />
      );
  }
}

export function isPicture(attachment: Attachment): boolean {
  return (
    attachment.kind === "image" || (attachment.kind === "document" && /\.(jpe?g|png|webp)$/i.test(attachment.fileName))
  );
}

function studyOf(attachment: Attachment, facilityId: string): { facilityId: string; studyUid: string } {
  const summary = attachment.summary ?? {};
  const uid = summary["studyUid"] ?? summary["studyInstanceUid"];
  const place = summary["facilityId"];
  return {
    facilityId: typeof place === "string" ? place : facilityId,
    studyUid: typeof uid === "string" ? uid : (attachment.subjectId ?? ""),
  };
}

const loadNothing = () => Promise.resolve(null);

function Loaded({ kind, props }: { readonly kind: keyof typeof loaders; readonly props: object }): VNode {
  const say = useWords(caseWords);
  const sayUi = useWords(uiWords);
  const load = loaders[kind];
  const { module, failed, again } = useLoaded(load ?? loadNothing);
  if (load === undefined) return <Empty icon="image" title={say("viewerMissing")} />;
  if (failed)
    return (
      <Empty icon="warning" title={say("viewerNotCome")}>
        <p>{say("viewerNotComeText")}</p>
        <Button icon="refresh" onClick={again}>
          {sayUi("tryAgain")}
        </Button>
      </Empty>
    );
  const Component = (module as { readonly default: ComponentType<object> } | null)?.default;
  if (Component === undefined)
    return (
      <div style={{ padding: "16px" }}>
        <p class="quiet">{say("loadingViewer")}</p>
        <Skeleton lines={4} heightPx={40} />
      </div>
    );
  return (
    // A viewer that fails must not take the report being written down with it.
    <Guard of={kind} title={say("viewerFailed")} action={sayUi("tryAgain")}>
      <Component {...props} />
    </Guard>
  );
}
