import type { VNode } from "preact";
import { useCatalogue } from "../../platform/catalogue";
import { labelOf } from "../../platform/language";
import { useWords } from "../../platform/words";
import { Tick } from "../../ui/Field";
import { peopleWords } from "./words";

interface SkillsEditorProps {
  readonly specialties: readonly string[];
  readonly privileges: readonly string[];
  readonly needsReview: readonly string[];
  readonly onSpecialties: (codes: readonly string[]) => void;
  readonly onPrivileges: (codes: readonly string[]) => void;
  readonly onNeedsReview: (codes: readonly string[]) => void;
}

/** What a person is trained in, which services he may read, and which of those he signs only after a review. */
export function SkillsEditor(props: SkillsEditorProps): VNode {
  const { specialties, privileges, needsReview, onSpecialties, onPrivileges, onNeedsReview } = props;
  const say = useWords(peopleWords);
  const known = useCatalogue();
  return (
    <>
      <Ticks
        label={say("specialties")}
        codes={known?.codes["specialty"] ?? []}
        chosen={specialties}
        onChange={onSpecialties}
      />
      <Ticks
        label={say("privileges")}
        hint={say("privilegesHint")}
        codes={known?.services.filter(each => each.active || privileges.includes(each.code)) ?? []}
        chosen={privileges}
        onChange={codes => {
          onPrivileges(codes);
          if (needsReview.some(code => !codes.includes(code)))
            onNeedsReview(needsReview.filter(code => codes.includes(code)));
        }}
      />
      {privileges.length > 0 && (
        <Ticks
          label={say("needsReview")}
          hint={say("needsReviewHint")}
          codes={known?.services.filter(each => privileges.includes(each.code)) ?? []}
          chosen={needsReview}
          onChange={onNeedsReview}
        />
      )}
    </>
  );
}

interface TicksProps {
  readonly label: string;
  readonly hint?: string;
  readonly codes: readonly { readonly code: string; readonly labels: Parameters<typeof labelOf>[0] }[];
  readonly chosen: readonly string[];
  readonly onChange: (codes: readonly string[]) => void;
}

export function Ticks({ label, hint, codes, chosen, onChange }: TicksProps): VNode {
  return (
    <fieldset class="form-section">
      <legend class="visually-hidden">{label}</legend>
      <h2 aria-hidden="true">{label}</h2>
      {hint !== undefined && <p class="quiet small">{hint}</p>}
      <div class="tick-grid">
        {codes.map(each => (
          <Tick
            key={each.code}
            checked={chosen.includes(each.code)}
            onChange={on => onChange(on ? [...chosen, each.code] : chosen.filter(code => code !== each.code))}
          >
            {labelOf(each.labels, each.code)}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}
