/** One stored magnification, largest first in the list. */
export interface SlideLevel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  readonly columns: number;
  readonly rows: number;
  /** False when the stored compression is not shown. */
  readonly shown: boolean;
  /** One bit per tile in base64, row by row, lowest bit first: set where the scanner stored nothing. */
  readonly blank: string | null;
  /** The same for tiles that have arrived; null when the slide is complete. */
  readonly here: string | null;
}

export interface SlideInfo {
  readonly id: string;
  /** Rises when levels are added; a level's number holds for one version only. */
  readonly version: number;
  readonly consultationId: string | null;
  readonly label: string;
  readonly stain: string | null;
  readonly format: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly umPerPx: number | null;
  readonly objective: number | null;
  readonly orientation: number;
  readonly scanner: string | null;
  readonly focalPlanes: number;
  readonly opticalPaths: number;
  readonly complete: boolean;
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
  readonly sha256: string | null;
  readonly levels: readonly SlideLevel[];
  readonly associated: readonly { readonly name: string; readonly widthPx: number; readonly heightPx: number }[];
  readonly warnings: readonly string[];
}

export type MarkKind = "pin" | "line" | "region" | "text";

/** Something drawn over a slide, in level-0 pixels, never burned in. */
export interface SlideMark {
  readonly id: string;
  readonly kind: MarkKind;
  /** x, y, x, y … */
  readonly points: readonly number[];
  readonly text: string;
  readonly number: number | null;
  readonly createdBy: string;
  readonly personName: string;
  readonly createdAt: string;
}
