import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { addDays, momentIn } from "../../desk/figures/period";
import { postJson } from "../../platform/api";
import { useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { useOnce } from "../../platform/once";
import { labelOf } from "../../platform/language";
import { useStore } from "../../platform/store";
import { timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { NotCome } from "../../ui/NotCome";
import { ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { FacilityPicker } from "../FacilityPicker";
import type { Page, Person } from "../types";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { rosterWords } from "./words";

interface DutyDialogProps {
  readonly day: string;
  readonly specialty: string;
  readonly facilityId: string;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

const positions = [1, 2, 3, 4, 5];
const longestMs = 7 * 24 * 3_600_000;
const peopleAsked = 200;

/** Puts a person of a facility on duty; times are the wall clock of who plans. */
export function DutyDialog({
  day,
  specialty: chosenSpecialty,
  facilityId: chosenFacility,
  onClose,
  onAdded,
}: DutyDialogProps): VNode {
  const say = useWords(rosterWords);
  const sayAdmin = useWords(adminWords);
  const sayUi = useWords(uiWords);
  const known = useCatalogue();
  const zone = useStore(timeZone);
  const [facilityId, setFacilityId] = useState(chosenFacility);
  const [specialty, setSpecialty] = useState(chosenSpecialty);
  const [personId, setPersonId] = useState("");
  const [starts, setStarts] = useState(`${day}T08:00`);
  const [ends, setEnds] = useState(`${addDays(day, 1)}T08:00`);
  const [position, setPosition] = useState("1");
  const people = useData<Page<Person>>(
    facilityId === "" ? null : `/api/people?facilityId=${facilityId}&limit=${peopleAsked}`,
  );
  const save = useSave();
  const once = useOnce();
  const workers = (people.value?.items ?? []).filter(
    each => each.active && each.roles.some(role => role.facilityId === facilityId),
  );
  // Those trained in the specialty come first; the others stay, because a small hospital takes whom it has.
  const ordered = workers.toSorted(
    (one, other) => Number(other.specialties.includes(specialty)) - Number(one.specialties.includes(specialty)),
  );
  const lengthMs = starts === "" || ends === "" ? 0 : momentIn(ends, zone).getTime() - momentIn(starts, zone).getTime();
  const isLengthRight = lengthMs > 0 && lengthMs <= longestMs;
  const isComplete = facilityId !== "" && specialty !== "" && personId !== "" && isLengthRight;
  const send = () =>
    save.run(async () => {
      const times = { startsAt: momentIn(starts, zone).toISOString(), endsAt: momentIn(ends, zone).toISOString() };
      const body = { facilityId, specialty, personId, ...times, position: Number(position) };
      await once(body, headers => postJson("/api/duties", body, undefined, headers));
      toast(sayAdmin("saved"));
      onAdded();
    });
  const choose = { value: "", label: sayAdmin("choose") };
  return (
    <Dialog
      title={say("newDuty")}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={save.busy} disabled={!isComplete}>
            {sayAdmin("add")}
          </Button>
        </>
      }
    >
      <FacilityPicker
        label={sayAdmin("facility")}
        value={facilityId}
        onChange={id => {
          setFacilityId(id);
          setPersonId("");
        }}
      />
      <Select
        label={sayAdmin("specialty")}
        value={specialty}
        onChange={setSpecialty}
        choices={[
          choose,
          ...(known?.codes["specialty"] ?? []).map(each => ({
            value: each.code,
            label: labelOf(each.labels, each.code),
          })),
        ]}
      />
      <Select
        label={sayAdmin("person")}
        value={personId}
        onChange={setPersonId}
        disabled={facilityId === ""}
        choices={[choose, ...ordered.map(each => ({ value: each.id, label: each.name }))]}
        fault={people.value !== null && workers.length === 0 ? say("nobodyWorks") : null}
      />
      <NotCome of={people} />
      <div class="form-grid">
        <TextField label={say("starts")} type="datetime-local" value={starts} onInput={setStarts} required />
        <TextField
          label={say("ends")}
          type="datetime-local"
          value={ends}
          onInput={setEnds}
          required
          fault={isLengthRight ? null : say("endBeforeStart")}
        />
        <Select
          label={say("position")}
          value={position}
          onChange={setPosition}
          choices={positions.map(each => ({
            value: String(each),
            label: each === 1 ? say("first") : say("nth", { n: each }),
          }))}
        />
      </div>
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
