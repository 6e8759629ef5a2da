import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { codeLabel, refreshCatalogue, useCatalogue } from "../../platform/catalogue";
import { showDutyHours } from "../../platform/dutyHours";
import { labelOf } from "../../platform/language";
import { navigate } from "../../platform/router";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { ColourMark } from "../../ui/ColourMark";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { uiWords } from "../../ui/words";
import { AdminFrame } from "../AdminFrame";
import { adminWords } from "../words";
import { colours, type EditableService } from "./service";
import { serviceWords } from "./words";

/** What can be asked for, from whom and with which clocks. */
export default function ServicesPage(): VNode {
  const say = useWords(serviceWords);
  const sayAdmin = useWords(adminWords);
  const sayUi = useWords(uiWords);
  const known = useCatalogue();
  useEffect(() => void refreshCatalogue(), []);
  const services = (known?.services ?? []) as readonly EditableService[];
  return (
    <AdminFrame
      title={sayAdmin("services")}
      tools={
        <Button icon="plus" look="primary" to="/admin/services/new">
          {say("newService")}
        </Button>
      }
    >
      {known === null && <Skeleton lines={8} heightPx={32} />}
      {known !== null && (
        <p class="quiet small" style={{ marginBottom: "8px" }}>
          {say("timers")}: {say("claim")} / {say("report")}, {say("minutes")}
        </p>
      )}
      {known !== null && (
        <Table<EditableService>
          label={sayAdmin("services")}
          rows={services}
          keyOf={row => row.code}
          onOpen={row => navigate(`/admin/services/${row.code}`)}
          columns={[
            {
              key: "name",
              head: sayAdmin("service"),
              cell: row => (
                <>
                  <span class="strong">{labelOf(row.labels, row.code)}</span>{" "}
                  <span class="quiet small mono">{row.code}</span>{" "}
                  {!row.active && <span class="badge yellow">{say("off")}</span>}
                </>
              ),
            },
            { key: "kind", head: say("kind"), cell: row => <span class="nowrap">{codeLabel("kind", row.kind)}</span> },
            {
              key: "specialty",
              head: sayAdmin("specialty"),
              cell: row => <span class="nowrap">{codeLabel("specialty", row.specialty ?? "")}</span>,
            },
            ...colours.map(colour => ({
              key: colour,
              head: sayUi(colour),
              cell: (row: EditableService) => (
                <span class="nowrap">
                  <ColourMark colour={colour} bare /> {row.timers[colour].claimMinutes} /{" "}
                  {row.timers[colour].reportMinutes} <span class="quiet small">{say("minutes")}</span>
                  {colour === "green" && row.timers.dutyHours && (
                    <span class="quiet small">
                      <br />
                      {say("onDuty", { hours: showDutyHours(row.timers.dutyHours) })}
                    </span>
                  )}
                </span>
              ),
            })),
            {
              key: "asks",
              head: say("allowedTiers"),
              cell: row => row.allowedTiers.map(tier => codeLabel("tier", tier)).join(", "),
            },
          ]}
        />
      )}
    </AdminFrame>
  );
}
