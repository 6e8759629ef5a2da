import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { serviceOf, useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import { Skeleton } from "../ui/Skeleton";
import type { Named, OnDuty, Page } from "./types";
import { deskWords } from "./words";

interface Reader extends Named {
  readonly active: boolean;
  readonly privileges: readonly string[];
  readonly roles: readonly { readonly facilityName: string | null }[];
}

const searchAfterMs = 250;
const shownAtMost = 8;

interface ReaderChoiceProps {
  readonly serviceCode: string;
  readonly proposed: Named | undefined;
  readonly value: string;
  readonly onChange: (personId: string) => void;
}

/** Whom to give a case: those on duty for its specialty first, everybody else who reads the service by name. */
export function ReaderChoice({ serviceCode, proposed, value, onChange }: ReaderChoiceProps): VNode {
  const say = useWords(deskWords);
  useCatalogue();
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const duty = useData<Page<OnDuty>>("/api/duties/now");
  const found = useData<Page<Reader>>(asked === "" ? null : `/api/people?q=${encodeURIComponent(asked)}&limit=50`);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), searchAfterMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const specialty = serviceOf(serviceCode)?.specialty ?? null;
  const onDuty = (duty.value?.items ?? []).filter(
    each => (specialty === null || each.specialty === specialty) && each.personId !== proposed?.id,
  );
  const readers = (found.value?.items ?? [])
    .filter(each => each.active && each.privileges.includes(serviceCode))
    .slice(0, shownAtMost);
  return (
    <fieldset class="column">
      <legend class="visually-hidden">{say("toPerson")}</legend>
      {proposed && (
        <Person id={proposed.id} name={proposed.name} where={say("proposed")} chosen={value} onChange={onChange} />
      )}
      <p class="small strong quiet">{say("onDutyNow")}</p>
      {duty.value === null && duty.loading && <Skeleton lines={2} heightPx={28} />}
      {duty.value !== null && onDuty.length === 0 && <p class="quiet">{say("nobodyFits")}</p>}
      {onDuty.map(each => (
        <Person
          key={each.personId}
          id={each.personId}
          name={each.personName}
          where={each.facilityName}
          chosen={value}
          onChange={onChange}
        />
      ))}
      <TextField label={say("othersByName")} type="search" value={typed} onInput={setTyped} />
      {asked !== "" && found.value !== null && readers.length === 0 && <p class="quiet">{say("nobodyFound")}</p>}
      {readers.map(each => (
        <Person
          key={each.id}
          id={each.id}
          name={each.name}
          where={each.roles[0]?.facilityName ?? ""}
          chosen={value}
          onChange={onChange}
        />
      ))}
    </fieldset>
  );
}

function Person({
  id,
  name,
  where,
  chosen,
  onChange,
}: {
  readonly id: string;
  readonly name: string;
  readonly where: string;
  readonly chosen: string;
  readonly onChange: (id: string) => void;
}): VNode {
  return (
    <label class="tick person-tick">
      <input type="radio" name="reader" checked={chosen === id} onChange={() => onChange(id)} />
      <span>
        <span class="strong">{name}</span> <span class="quiet small">{where}</span>
      </span>
    </label>
  );
}
