import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { dayOf } from "../../desk/figures/period";
import { deleteJson, postJson } from "../../platform/api";
import { serviceLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { labelOf } from "../../platform/language";
import { asProblem } from "../../platform/problem";
import { useStore } from "../../platform/store";
import { nowMs, showDay, timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { AdminFrame } from "../AdminFrame";
import { FacilityPicker } from "../FacilityPicker";
import type { Page, Pairing } from "../types";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { rosterWords } from "./words";

/** Which hospital reads first for which. */
export default function PairingsPage(): VNode {
  const say = useWords(rosterWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const pairings = useData<Page<Pairing>>("/api/pairings");
  const [adding, setAdding] = useState(false);
  const remove = async (pairing: Pairing) => {
    try {
      await deleteJson(`/api/pairings/${pairing.id}`);
      // The link is made anew when it is taken back: it has no history of its own.
      const { helperFacilityId, helpedFacilityId, serviceCode, startsOn, endsOn } = pairing;
      const again = { helperFacilityId, helpedFacilityId, serviceCode, startsOn, endsOn };
      toast(sayAdmin("removed"), { undo: () => void postJson("/api/pairings", again).finally(pairings.refetch) });
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
    pairings.refetch();
  };
  const rows = pairings.value?.items ?? [];
  return (
    <AdminFrame
      title={sayAdmin("pairings")}
      tools={
        <Button icon="plus" look="primary" onClick={() => setAdding(true)}>
          {say("newPairing")}
        </Button>
      }
    >
      {pairings.problem && <ProblemNote problem={pairings.problem} onRetry={pairings.refetch} />}
      {pairings.value === null && pairings.loading && <Skeleton lines={5} heightPx={32} />}
      {pairings.value !== null && rows.length === 0 && (
        <Empty icon="link" title={say("noPairings")}>
          <p>{say("noPairingsText")}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <p class="quiet small" style={{ marginBottom: "8px" }}>
          {say("pairingHint")}
        </p>
      )}
      {rows.length > 0 && <PairingTable rows={rows} onRemove={pairing => void remove(pairing)} />}
      {adding && (
        <PairingDialog
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            pairings.refetch();
          }}
        />
      )}
    </AdminFrame>
  );
}

function PairingTable({
  rows,
  onRemove,
}: {
  readonly rows: readonly Pairing[];
  readonly onRemove: (pairing: Pairing) => void;
}): VNode {
  const say = useWords(rosterWords);
  const sayAdmin = useWords(adminWords);
  const today = dayOf(nowMs(), useStore(timeZone));
  return (
    <Table<Pairing>
      label={sayAdmin("pairings")}
      rows={rows}
      keyOf={row => row.id}
      columns={[
        { key: "helper", head: say("helper"), cell: row => <span class="strong">{row.helperName}</span> },
        { key: "helped", head: say("helped"), cell: row => row.helpedName },
        {
          key: "service",
          head: sayAdmin("service"),
          cell: row => (row.serviceCode === null ? say("allServices") : serviceLabel(row.serviceCode)),
        },
        {
          key: "time",
          head: say("since"),
          cell: row => (
            <span class="nowrap">
              {showDay(row.startsOn)} – {row.endsOn === null ? say("open") : showDay(row.endsOn)}{" "}
              {row.endsOn !== null && row.endsOn < today && <span class="badge">{say("ended")}</span>}
              {row.startsOn > today && <span class="badge">{say("planned")}</span>}
            </span>
          ),
        },
        {
          key: "do",
          head: "",
          cell: row => (
            <Button
              size="small"
              look="plain"
              icon="cross"
              label={say("removeLink", { helper: row.helperName, helped: row.helpedName })}
              onClick={() => onRemove(row)}
            />
          ),
        },
      ]}
    />
  );
}

function PairingDialog({ onClose, onAdded }: { readonly onClose: () => void; readonly onAdded: () => void }): VNode {
  const say = useWords(rosterWords);
  const sayAdmin = useWords(adminWords);
  const sayUi = useWords(uiWords);
  const known = useCatalogue();
  const today = dayOf(nowMs(), useStore(timeZone));
  const [helperFacilityId, setHelper] = useState("");
  const [helpedFacilityId, setHelped] = useState("");
  const [serviceCode, setService] = useState("");
  const [startsOn, setStartsOn] = useState(today);
  const [endsOn, setEndsOn] = useState("");
  const save = useSave();
  const send = () =>
    save.run(async () => {
      const body = {
        helperFacilityId,
        helpedFacilityId,
        serviceCode: serviceCode || null,
        startsOn,
        endsOn: endsOn || null,
      };
      await postJson("/api/pairings", body, undefined, { "Idempotency-Key": crypto.randomUUID() });
      toast(sayAdmin("saved"));
      onAdded();
    });
  const isComplete =
    helperFacilityId !== "" && helpedFacilityId !== "" && helperFacilityId !== helpedFacilityId && startsOn !== "";
  return (
    <Dialog
      title={say("newPairing")}
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
      <FacilityPicker label={say("helper")} value={helperFacilityId} onChange={setHelper} />
      <FacilityPicker label={say("helped")} value={helpedFacilityId} onChange={setHelped} />
      <Select
        label={sayAdmin("service")}
        value={serviceCode}
        onChange={setService}
        choices={[
          { value: "", label: say("allServices") },
          ...(known?.services ?? [])
            .filter(each => each.active)
            .map(each => ({ value: each.code, label: labelOf(each.labels, each.code) })),
        ]}
      />
      <div class="form-grid">
        <TextField label={say("since")} type="date" value={startsOn} onInput={setStartsOn} required />
        <TextField label={say("until")} type="date" value={endsOn} onInput={setEndsOn} hint={say("open")} />
      </div>
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
