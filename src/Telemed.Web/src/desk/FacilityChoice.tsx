import type { VNode } from "preact";
import { codeLabel, serviceOf, useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { NotCome } from "../ui/NotCome";
import { Select } from "../ui/Select";
import type { FacilityBrief, Page } from "./types";
import { deskWords } from "./words";

interface FacilityChoiceProps {
  readonly serviceCode: string;
  readonly value: string;
  readonly onChange: (facilityId: string) => void;
}

/** The hospitals that may read a service, highest tier last: the nearest help comes first. */
export function FacilityChoice({ serviceCode, value, onChange }: FacilityChoiceProps): VNode {
  const say = useWords(deskWords);
  useCatalogue();
  const facilities = useData<Page<FacilityBrief & { readonly active?: boolean }>>("/api/facilities");
  const tiers = (serviceOf(serviceCode) as { readonly performerTiers?: readonly string[] } | undefined)
    ?.performerTiers ?? ["city", "county"];
  const able = (facilities.value?.items ?? [])
    .filter(each => tiers.includes(each.tier) && each.active !== false)
    .toSorted((one, other) =>
      one.tier === other.tier ? one.name.localeCompare(other.name) : one.tier === "city" ? 1 : -1,
    );
  return (
    <>
      <Select
        label={say("toFacility")}
        value={value}
        onChange={onChange}
        choices={[
          { value: "", label: say("anyFacility") },
          ...able.map(each => ({ value: each.id, label: `${each.name} · ${codeLabel("tier", each.tier)}` })),
        ]}
      />
      <NotCome of={facilities} />
    </>
  );
}
