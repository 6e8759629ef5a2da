import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson, putJson } from "../../platform/api";
import { codeLabel } from "../../platform/catalogue";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField, Tick } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { TimeZoneField } from "../TimeZoneField";
import type { Facility, Tier } from "../types";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { tiersBelow } from "./tree";
import { facilityWords } from "./words";

interface FacilityDialogProps {
  /** Null for a new one. */
  readonly facility: Facility | null;
  readonly parent: Facility | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Adds a facility below another, or changes one. */
export function FacilityDialog({ facility, parent, onClose, onSaved }: FacilityDialogProps): VNode {
  const say = useWords(facilityWords);
  const sayAdmin = useWords(adminWords);
  const sayUi = useWords(uiWords);
  const allowed = tiersBelow(parent);
  const [name, setName] = useState(facility?.name ?? "");
  const [code, setCode] = useState(facility?.code ?? "");
  const [tier, setTier] = useState<Tier>(facility?.tier ?? allowed[0] ?? "village");
  const [timeZone, setTimeZone] = useState(facility?.timeZone ?? parent?.timeZone ?? "Asia/Shanghai");
  const [phone, setPhone] = useState(facility?.phone ?? "");
  const [quiet, setQuiet] = useState(facility?.studyQuietMinutes?.toString() ?? "");
  const [active, setActive] = useState(facility?.active ?? true);
  const save = useSave();
  const isQuietPossible = quiet.trim() === "" || (Number.isInteger(Number(quiet)) && Number(quiet) >= 1 && Number(quiet) <= 1440);
  const isComplete = name.trim() !== "" && code.trim() !== "" && isQuietPossible;
  const send = () =>
    save.run(async () => {
      const fields = {
        parentId: parent?.id ?? null,
        tier,
        code: code.trim(),
        name: name.trim(),
        timeZone,
        phone: phone.trim() || null,
        studyQuietMinutes: quiet.trim() === "" ? null : Number(quiet),
      };
      if (facility === null) await postJson("/api/facilities", fields);
      else await putJson(`/api/facilities/${facility.id}`, { ...fields, active, version: facility.version });
      toast(sayAdmin("saved"));
      onSaved();
    });
  return (
    <Dialog
      title={facility?.name ?? say("newFacility")}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={save.busy} disabled={!isComplete}>
            {sayAdmin("save")}
          </Button>
        </>
      }
    >
      <p class="quiet">
        {say("above")}: {parent?.name ?? say("top")}
      </p>
      <TextField label={sayAdmin("name")} value={name} onInput={setName} maxLength={200} autofocus required />
      <div class="form-grid">
        <TextField label={say("code")} value={code} onInput={setCode} maxLength={40} hint={say("codeHint")} required />
        <Select<Tier>
          label={sayAdmin("tier")}
          value={tier}
          onChange={setTier}
          choices={allowed.map(each => ({ value: each, label: codeLabel("tier", each) }))}
        />
        <TextField label={sayAdmin("phone")} type="tel" value={phone} onInput={setPhone} maxLength={40} />
        <TimeZoneField value={timeZone} onChange={setTimeZone} />
        <TextField
          label={say("quiet")} type="number" inputMode="numeric" unit={say("minutes")} value={quiet} onInput={setQuiet}
          hint={say("quietHint")}
        />
      </div>
      {facility !== null && (
        <div>
          <Tick checked={active} onChange={setActive}>
            {sayAdmin("active")}
          </Tick>
          {!active && <p class="quiet small">{say("notActiveHint")}</p>}
        </div>
      )}
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
