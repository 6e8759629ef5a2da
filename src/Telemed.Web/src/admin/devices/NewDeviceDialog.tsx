import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../platform/api";
import { useCatalogue } from "../../platform/catalogue";
import { labelOf } from "../../platform/language";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { uiWords } from "../../ui/words";
import { FacilityPicker } from "../FacilityPicker";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import type { NewDevice } from "./DevicesPage";
import { deviceWords } from "./words";

interface NewDeviceDialogProps {
  readonly onClose: () => void;
  readonly onAdded: (device: NewDevice) => void;
}

/** Asks what a new device is and where it stands; the hub answers with its key. */
export function NewDeviceDialog({ onClose, onAdded }: NewDeviceDialogProps): VNode {
  const say = useWords(deviceWords);
  const sayAdmin = useWords(adminWords);
  const sayUi = useWords(uiWords);
  const known = useCatalogue();
  const [name, setName] = useState("");
  const [kind, setKind] = useState("ecg");
  const [facilityId, setFacilityId] = useState("");
  const [aeTitle, setAeTitle] = useState("");
  const save = useSave();
  const send = () =>
    save.run(async () => {
      const body = { facilityId, name: name.trim(), kind, aeTitle: aeTitle.trim() || null };
      onAdded(await postJson<NewDevice>("/api/devices", body, undefined, { "Idempotency-Key": crypto.randomUUID() }));
    });
  return (
    <Dialog
      title={say("newDevice")}
      onClose={onClose}
      onSubmit={() => void send()}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button type="submit" look="primary" busy={save.busy} disabled={name.trim() === "" || facilityId === ""}>
            {sayAdmin("add")}
          </Button>
        </>
      }
    >
      <TextField label={sayAdmin("name")} value={name} onInput={setName} maxLength={100} autofocus required />
      <Select
        label={say("kind")}
        value={kind}
        onChange={setKind}
        choices={(known?.codes["device_kind"] ?? []).map(each => ({
          value: each.code,
          label: labelOf(each.labels, each.code),
        }))}
      />
      <FacilityPicker label={sayAdmin("facility")} value={facilityId} onChange={setFacilityId} />
      <TextField
        label={say("aeTitle")}
        value={aeTitle}
        onInput={text => setAeTitle(text.toUpperCase())}
        maxLength={16}
        hint={say("aeHint")}
      />
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
