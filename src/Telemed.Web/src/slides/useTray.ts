import { useMemo } from "preact/hooks";
import { useData } from "../platform/data";
import type { TraySlide } from "./types";

export interface GivenSlide {
  readonly id: string;
  readonly label: string;
}

/**
 * The slides of the case with specimen, block and stain. Until the hub has answered, and in a room that has no case,
 * the files that were given stand there without them.
 */
export function useTray(caseId: string | null, given: readonly GivenSlide[]): {
  readonly slides: readonly TraySlide[];
  readonly refetch: () => void;
} {
  const known = useData<readonly TraySlide[]>(
    caseId === null ? null : `/api/consultations/${caseId}/slides`,
    caseId === null ? null : `consultation:${caseId}`,
  );
  const names = given.map(slide => `${slide.id} ${slide.label}`).join("\n");
  const slides = useMemo(() => {
    const found = known.value ?? [];
    // A case's own slides; where only some were given (a prior beside them), those.
    const listed = found.filter(slide => given.length === 0 || given.some(each => each.id === slide.id));
    const rest = given.filter(each => !listed.some(slide => slide.id === each.id));
    return [...listed, ...rest.map(bare)];
  }, [known.value, names]);
  return { slides, refetch: known.refetch };
}

const bare = ({ id, label }: GivenSlide): TraySlide => ({
  id, fileName: label, specimen: null, block: null, stain: null, number: null, adequacy: null, qualityVerdict: null,
});
