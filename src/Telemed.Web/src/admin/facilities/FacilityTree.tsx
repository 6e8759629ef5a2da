import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { codeLabel } from "../../platform/catalogue";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";
import type { Facility } from "../types";
import { adminWords } from "../words";
import { mayStandUnder, treeOf, type TreeLine } from "./tree";
import { facilityWords } from "./words";

interface FacilityTreeProps {
  readonly facilities: readonly Facility[];
  readonly onMove: (facility: Facility, parent: Facility | null) => void;
  readonly onEdit: (facility: Facility) => void;
  readonly onAdd: (parent: Facility) => void;
}

const stepPx = 22;

/** The tree by the keys of every tree: arrows walk, open and close; M picks a facility up, Enter puts it down. */
export function FacilityTree({ facilities, onMove, onEdit, onAdd }: FacilityTreeProps): VNode {
  const say = useWords(facilityWords);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [focusId, setFocusId] = useState<string | null>(null);
  const [carried, setCarried] = useState<Facility | null>(null);
  const [overId, setOverId] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const lines = treeOf(facilities, closed);
  const currentId = lines.some(line => line.facility.id === focusId) ? focusId : (lines[0]?.facility.id ?? null);

  const focus = (id: string | undefined) => {
    if (id === undefined) return;
    setFocusId(id);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus());
  };
  const toggle = (id: string, open: boolean) =>
    setClosed(old => new Set(open ? [...old].filter(each => each !== id) : [...old, id]));
  const drop = (facility: Facility, parent: Facility | null) => {
    setCarried(null);
    setOverId(null);
    if (mayStandUnder(facilities, facility, parent)) onMove(facility, parent);
    else if (parent?.id !== facility.parentId) toast(say("cannotStand", { name: facility.name }), { look: "red" });
  };
  const onKeyDown = (event: KeyboardEvent, line: TreeLine, index: number) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
    const { facility } = line;
    const isOpen = !closed.has(facility.id) && line.childCount > 0;
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => focus(lines[index + 1]?.facility.id),
      ArrowUp: () => focus(lines[index - 1]?.facility.id),
      Home: () => focus(lines[0]?.facility.id),
      End: () => focus(lines.at(-1)?.facility.id),
      ArrowRight: () => (isOpen ? focus(lines[index + 1]?.facility.id) : toggle(facility.id, true)),
      ArrowLeft: () => (isOpen ? toggle(facility.id, false) : focus(facility.parentId ?? undefined)),
      Enter: () => (carried ? drop(carried, facility) : onEdit(facility)),
      m: () => setCarried(facility),
      Insert: () => onAdd(facility),
      Escape: () => setCarried(null),
    };
    const step = steps[event.key.length === 1 ? keyOf(event) : event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  return (
    <>
      {carried && (
        <p class="note accent" role="status">
          <span class="grow">{say("moveHint", { name: carried.name })}</span>
          {carried.parentId !== null && (
            <Button size="small" onClick={() => drop(carried, null)}>
              {say("top")}
            </Button>
          )}
        </p>
      )}
      <div ref={box} class="tree" role="tree" aria-label={say("found")}>
        {lines.map((line, index) => (
          <Line
            key={line.facility.id}
            line={line}
            open={!closed.has(line.facility.id)}
            isCurrent={line.facility.id === currentId}
            look={lookOf(facilities, line.facility, carried, overId)}
            onKeyDown={event => onKeyDown(event, line, index)}
            onFocus={() => setFocusId(line.facility.id)}
            onToggle={() => toggle(line.facility.id, closed.has(line.facility.id))}
            onEdit={() => onEdit(line.facility)}
            onAdd={() => onAdd(line.facility)}
            onPickUp={() => setCarried(line.facility)}
            onOver={() => setOverId(line.facility.id)}
            onDrop={carried ? () => drop(carried, line.facility) : null}
            onGiveUp={() => {
              setCarried(null);
              setOverId(null);
            }}
          />
        ))}
      </div>
    </>
  );
}

/** The letter on the cap, so that M works on a Cyrillic keyboard too. */
const keyOf = (event: KeyboardEvent): string => (event.code === "KeyM" ? "m" : event.key);

function lookOf(
  facilities: readonly Facility[],
  facility: Facility,
  carried: Facility | null,
  overId: string | null,
): string {
  const off = facility.active ? "" : " off";
  if (carried === null) return `tree-item${off}`;
  if (carried.id === facility.id) return `tree-item carried${off}`;
  if (!mayStandUnder(facilities, carried, facility)) return `tree-item${off}`;
  return `tree-item ${overId === facility.id ? "over" : "can-take"}${off}`;
}

interface LineProps {
  readonly line: TreeLine;
  readonly open: boolean;
  readonly isCurrent: boolean;
  readonly look: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  readonly onToggle: () => void;
  readonly onEdit: () => void;
  readonly onAdd: () => void;
  readonly onPickUp: () => void;
  readonly onOver: () => void;
  readonly onDrop: (() => void) | null;
  readonly onGiveUp: () => void;
}

function Line(props: LineProps): VNode {
  const say = useWords(facilityWords);
  const sayAdmin = useWords(adminWords);
  const { facility, depth, childCount } = props.line;
  const { name } = facility;
  return (
    <div
      class={props.look}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={childCount > 0 ? props.open : undefined}
      aria-selected={props.isCurrent}
      tabIndex={props.isCurrent ? 0 : -1}
      data-id={facility.id}
      draggable
      style={{ paddingLeft: `${8 + depth * stepPx}px` }}
      onKeyDown={props.onKeyDown}
      onFocus={props.onFocus}
      onDragStart={event => {
        event.dataTransfer?.setData("text/plain", facility.id);
        props.onPickUp();
      }}
      onDragOver={event => {
        if (!props.onDrop) return;
        event.preventDefault();
        props.onOver();
      }}
      onDrop={event => {
        event.preventDefault();
        props.onDrop?.();
      }}
      onDragEnd={props.onGiveUp}
      onClick={event => {
        if (!(event.target as HTMLElement).closest("button")) props.onDrop?.();
      }}
      onDblClick={event => {
        if (!(event.target as HTMLElement).closest("button")) props.onEdit();
      }}
    >
      {childCount > 0 ? (
        <button
          type="button"
          class="twist"
          tabIndex={-1}
          aria-label={say(props.open ? "close" : "open", { name })}
          onClick={props.onToggle}
        >
          <Icon name={props.open ? "down" : "right"} />
        </button>
      ) : (
        <span class="twist" />
      )}
      <span class="strong cut">{name}</span>
      <span class="badge">{codeLabel("tier", facility.tier)}</span>
      {!facility.active && <span class="badge yellow">{sayAdmin("inactive")}</span>}
      <span class="about quiet small cut">
        {facility.code}
        {facility.phone !== null && ` · ${facility.phone}`}
      </span>
      <span class="grow" />
      <span class="tools">
        <Button look="plain" size="small" icon="pen" label={say("edit", { name })} onClick={props.onEdit} />
        <Button look="plain" size="small" icon="plus" label={say("addBelow", { name })} onClick={props.onAdd} />
        <Button look="plain" size="small" icon="link" label={say("move", { name })} onClick={props.onPickUp} />
      </span>
    </div>
  );
}
