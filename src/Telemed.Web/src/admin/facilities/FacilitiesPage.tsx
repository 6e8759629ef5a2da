import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { putJson } from "../../platform/api";
import { useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { asProblem } from "../../platform/problem";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { AdminFrame } from "../AdminFrame";
import type { Facility, Page } from "../types";
import { adminWords } from "../words";
import { FacilityDialog } from "./FacilityDialog";
import { FacilityTree } from "./FacilityTree";
import { matching } from "./tree";
import { facilityWords } from "./words";

/** What is being written: a change of a facility, or a new one below a parent. */
interface Writing {
  readonly facility: Facility | null;
  readonly parent: Facility | null;
}

/** The four-level tree: add, edit, and move by hand or by keys. */
export default function FacilitiesPage(): VNode {
  const say = useWords(facilityWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const facilities = useData<Page<Facility>>("/api/facilities");
  const [typed, setTyped] = useState("");
  const [writing, setWriting] = useState<Writing | null>(null);
  const all = facilities.value?.items ?? [];
  const shown = matching(all, typed);
  const parentOf = (facility: Facility) => all.find(each => each.id === facility.parentId) ?? null;

  const put = async (facility: Facility, parentId: string | null): Promise<Facility> => {
    const { tier, code, name, timeZone, phone, active, version, studyQuietMinutes } = facility;
    return putJson<Facility>(`/api/facilities/${facility.id}`, {
      parentId,
      tier,
      code,
      name,
      timeZone,
      phone,
      active,
      version,
      studyQuietMinutes,
    });
  };
  const move = async (facility: Facility, parent: Facility | null) => {
    try {
      const moved = await put(facility, parent?.id ?? null);
      facilities.refetch();
      toast(say("moved", { name: facility.name, parent: parent?.name ?? say("top") }), {
        undo: () => void put(moved, facility.parentId).then(facilities.refetch, fail),
      });
    } catch (error) {
      fail(error);
    }
  };
  const fail = (error: unknown) => {
    const { title, text } = problemText(asProblem(error));
    toast(`${title} ${text}`, { look: "red" });
    facilities.refetch();
  };
  return (
    <AdminFrame
      title={sayAdmin("facilities")}
      tools={
        <Button icon="plus" look="primary" onClick={() => setWriting({ facility: null, parent: null })}>
          {say("addTop")}
        </Button>
      }
    >
      {facilities.problem && <ProblemNote problem={facilities.problem} onRetry={facilities.refetch} />}
      {facilities.value === null && facilities.loading && <Skeleton lines={10} heightPx={28} />}
      {facilities.value !== null && all.length === 0 && (
        <Empty icon="building" title={say("empty")}>
          <p>{say("emptyText")}</p>
        </Empty>
      )}
      {all.length > 0 && (
        <>
          <div class="admin-filters">
            <TextField label={say("found")} type="search" value={typed} onInput={setTyped} />
            <p class="quiet small grow">{say("hint")}</p>
          </div>
          {shown.length === 0 && <p class="quiet">{say("nothingFound")}</p>}
          <FacilityTree
            facilities={shown}
            onMove={(facility, parent) => void move(facility, parent)}
            onEdit={facility => setWriting({ facility, parent: parentOf(facility) })}
            onAdd={parent => setWriting({ facility: null, parent })}
          />
        </>
      )}
      {writing && (
        <FacilityDialog
          facility={writing.facility}
          parent={writing.parent}
          onClose={() => setWriting(null)}
          onSaved={() => {
            setWriting(null);
            facilities.refetch();
          }}
        />
      )}
    </AdminFrame>
  );
}
