import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { deleteJson } from "../../platform/api";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Empty } from "../../ui/Empty";
import { Tick } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { uiWords } from "../../ui/words";
import { AdminFrame } from "../AdminFrame";
import { SecretLine } from "../SecretLine";
import type { Device, Page } from "../types";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { NewDeviceDialog } from "./NewDeviceDialog";
import { deviceWords } from "./words";

/** A device with its key, which is shown once. */
export interface NewDevice {
  readonly device: Device;
  readonly key: string;
}

/** Machines that send by themselves: their keys, and when they were last heard from. */
export default function DevicesPage(): VNode {
  const say = useWords(deviceWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const devices = useData<Page<Device>>("/api/devices");
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<NewDevice | null>(null);
  const [revoking, setRevoking] = useState<Device | null>(null);
  const [withRevoked, setWithRevoked] = useState(false);
  const all = devices.value?.items ?? [];
  const rows = all.filter(each => withRevoked || each.revokedAt === null);
  return (
    <AdminFrame
      title={sayAdmin("devices")}
      tools={
        <Button icon="plus" look="primary" onClick={() => setAdding(true)}>
          {say("newDevice")}
        </Button>
      }
    >
      {devices.problem && <ProblemNote problem={devices.problem} onRetry={devices.refetch} />}
      {devices.value === null && devices.loading && <Skeleton lines={6} heightPx={32} />}
      {devices.value !== null && all.length === 0 && (
        <Empty icon="key" title={say("empty")}>
          <p>{say("emptyText")}</p>
        </Empty>
      )}
      {all.length > rows.length || withRevoked ? (
        <p style={{ marginBottom: "8px" }}>
          <Tick checked={withRevoked} onChange={setWithRevoked}>
            {say("showRevoked")}
          </Tick>
        </p>
      ) : null}
      {rows.length > 0 && <DeviceTable rows={rows} onRevoke={setRevoking} />}
      {adding && (
        <NewDeviceDialog
          onClose={() => setAdding(false)}
          onAdded={device => {
            setAdding(false);
            setAdded(device);
            devices.refetch();
          }}
        />
      )}
      {added && <KeyDialog added={added} onClose={() => setAdded(null)} />}
      {revoking && (
        <RevokeDialog
          device={revoking}
          onClose={() => setRevoking(null)}
          onDone={() => {
            setRevoking(null);
            devices.refetch();
          }}
        />
      )}
    </AdminFrame>
  );
}

function DeviceTable({
  rows,
  onRevoke,
}: {
  readonly rows: readonly Device[];
  readonly onRevoke: (device: Device) => void;
}): VNode {
  const say = useWords(deviceWords);
  const sayAdmin = useWords(adminWords);
  return (
    <Table<Device>
      label={sayAdmin("devices")}
      rows={rows}
      keyOf={row => row.id}
      columns={[
        { key: "name", head: sayAdmin("name"), cell: row => <span class="strong">{row.name}</span> },
        { key: "kind", head: say("kind"), cell: row => codeLabel("device_kind", row.kind) },
        { key: "facility", head: sayAdmin("facility"), cell: row => row.facilityName },
        { key: "ae", head: say("aeTitle"), cell: row => <span class="mono">{row.aeTitle}</span> },
        {
          key: "seen",
          head: say("lastSeen"),
          cell: row => (
            <span class="nowrap quiet">{row.lastSeenAt === null ? say("never") : showMoment(row.lastSeenAt)}</span>
          ),
        },
        {
          key: "do",
          head: "",
          cell: row =>
            row.revokedAt === null ? (
              <Button size="small" look="danger" onClick={() => onRevoke(row)}>
                {say("revoke")}
              </Button>
            ) : (
              <span class="badge yellow">{say("revoked")}</span>
            ),
        },
      ]}
    />
  );
}

function KeyDialog({ added, onClose }: { readonly added: NewDevice; readonly onClose: () => void }): VNode {
  const say = useWords(deviceWords);
  const sayAdmin = useWords(adminWords);
  return (
    <Dialog
      title={say("key", { name: added.device.name })}
      foot={
        <Button look="primary" icon="check" onClick={onClose}>
          {sayAdmin("handedOver")}
        </Button>
      }
    >
      <p class="note yellow">
        <Icon name="warning" />
        {sayAdmin("shownOnce")}
      </p>
      <SecretLine label={say("keyText")} text={added.key} />
    </Dialog>
  );
}

function RevokeDialog({
  device,
  onClose,
  onDone,
}: {
  readonly device: Device;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): VNode {
  const say = useWords(deviceWords);
  const sayUi = useWords(uiWords);
  const save = useSave();
  const revoke = async () => {
    if (await save.run(() => deleteJson(`/api/devices/${device.id}`))) onDone();
  };
  return (
    <Dialog
      title={say("revokeAsk", { name: device.name })}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{sayUi("cancel")}</Button>
          <Button look="danger" busy={save.busy} onClick={() => void revoke()}>
            {say("revoke")}
          </Button>
        </>
      }
    >
      <p>{say("revokeText")}</p>
      {save.problem && <ProblemNote problem={save.problem} />}
    </Dialog>
  );
}
