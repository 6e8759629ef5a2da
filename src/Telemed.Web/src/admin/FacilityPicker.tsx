import type { VNode } from "preact";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { NotCome } from "../ui/NotCome";
import { Select } from "../ui/Select";
import { treeOf } from "./facilities/tree";
import type { Facility, Page } from "./types";
import { adminWords } from "./words";

interface FacilityPickerProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (facilityId: string) => void;
  /** What the empty choice says; "choose" without it. */
  readonly empty?: string;
}

/** All facilities in the order of the tree, each as deep as it stands in it. */
export function FacilityPicker({ label, value, onChange, empty }: FacilityPickerProps): VNode {
  const say = useWords(adminWords);
  const facilities = useData<Page<Facility>>("/api/facilities");
  const lines = treeOf(facilities.value?.items ?? []).filter(
    line => line.facility.active || line.facility.id === value,
  );
  return (
    <>
      <Select
        label={label}
        value={value}
        onChange={onChange}
        choices={[
          { value: "", label: empty ?? say("choose") },
          ...lines.map(line => ({
            value: line.facility.id,
            label: `${"\u00a0\u00a0".repeat(line.depth)}${line.facility.name}`,
          })),
        ]}
      />
      <NotCome of={facilities} />
    </>
  );
}
