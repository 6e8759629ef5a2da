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
  readonly quality?: SlideQuality | null;
  readonly adequacy?: Adequacy | null;
}

/** How well a slide was cut, stained and scanned, as far as a computer can see it. */
export interface SlideQuality {
  /** pending, measured or unmeasurable. */
  readonly state: string;
  /** Shares of the scanned area, 0 to 1; of the tissue for inFocusShare. */
  readonly tissueShare?: number | null;
  readonly blankShare?: number | null;
  readonly penShare?: number | null;
  readonly inFocusShare?: number | null;
  /** good, fair or poor. */
  readonly verdict?: string | null;
  readonly reasons?: readonly string[] | null;
  /** Cells of the focus map across and down. */
  readonly columns?: number | null;
  readonly rows?: number | null;
  /** One byte per cell in base64, row by row: 0 blurred to 254 sharp, 255 where nothing could be judged. */
  readonly focus?: string | null;
}

/** What the reader says of the slide; it goes back to the laboratory. */
export interface Adequacy {
  /** adequate, limited or inadequate. */
  readonly answer: string;
  readonly reasons: readonly string[];
  readonly text?: string | null;
  readonly by?: string | null;
  readonly at: string;
}

/** A slide of the case as the tray shows it. */
export interface TraySlide {
  readonly id: string;
  readonly fileName: string;
  readonly specimen: string | null;
  readonly block: string | null;
  readonly stain: string | null;
  readonly number: string | null;
  readonly adequacy: string | null;
  readonly qualityVerdict: string | null;
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
  /** What the reader answers to the question of a pin. */
  readonly answer?: MarkAnswer | null;
}

export interface MarkAnswer {
  readonly text: string;
  readonly by?: string | null;
  readonly at?: string | null;
}
