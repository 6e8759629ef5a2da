import type { VNode } from "preact";
import { useData } from "../platform/data";
import { showMoment } from "../platform/time";
import { useWords } from "../platform/words";
import { MeasureText } from "./MeasurementList";
import type { Measurement } from "./useMeasurements";
import { imagingWords } from "./words";

interface CaseMeasurementsProps {
  readonly caseId: string;
  /** Opens the images of a study on the page. */
  readonly onShow: (studyUid: string) => void;
}

/** What the reader measured on the images of a case; each figure leads to the images. */
export function CaseMeasurements({ caseId, onShow }: CaseMeasurementsProps): VNode | null {
  const say = useWords(imagingWords);
  const kept = useData<Measurement[]>(`/api/consultations/${caseId}/measurements`, `consultation:${caseId}`).value;
  if (kept === null || kept.length === 0) return null;
  return (
    <div class="case-measured">
      <h3 id="case-measured">{say("measurements")}</h3>
      <ol aria-labelledby="case-measured">
        {kept.map((each, at) => (
          <li key={each.id}>
            <button type="button" class="button plain small" onClick={() => onShow(each.studyUid)}>
              <span>
                <MeasureText measurement={each} at={at} />
              </span>
            </button>
            <span class="quiet small">{`${each.madeBy}, ${showMoment(each.madeAt)}`}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
