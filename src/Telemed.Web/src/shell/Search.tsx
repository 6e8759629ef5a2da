import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useAgain } from "../platform/again";
import { getJson } from "../platform/api";
import { codeLabel, serviceLabel, type Colour } from "../platform/catalogue";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { navigate } from "../platform/router";
import { can } from "../platform/session";
import { useWords } from "../platform/words";
import { ColourMark } from "../ui/ColourMark";
import { Icon, type IconName } from "../ui/Icon";
import { ProblemNote } from "../ui/ProblemNote";
import { shellWords } from "./words";

interface Found {
  readonly patients: readonly {
    readonly id: string;
    readonly name: string;
    readonly birthDate: string | null;
    readonly facilityName: string;
  }[];
  readonly consultations: readonly {
    readonly id: string;
    readonly number: string;
    readonly colour: Colour;
    readonly serviceCode: string;
    readonly state: string;
    readonly patient: { readonly name: string } | null;
  }[];
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string | null;
    readonly phone: string | null;
    readonly facilityName?: string | null;
  }[];
  readonly facilities: readonly {
    readonly id: string;
    readonly name: string;
    readonly tier: string;
    readonly phone: string | null;
  }[];
}

interface Hit {
  readonly key: string;
  readonly group: "patients" | "cases" | "people" | "facilities";
  readonly icon: IconName;
  readonly text: string;
  readonly detail: VNode | string;
  readonly open: () => void;
}

const waitMs = 180;
/** The role is ARIA 1.2's; the element types still tie it to a datalist. */
const comboboxRole = { role: "combobox" } as object;

/** Search over everything the person may see. Arrow keys choose, Enter opens. */
export function Search({ onClose }: { readonly onClose: () => void }): VNode {
  const say = useWords(shellWords);
  const element = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<{ readonly query: string; readonly hits: readonly Hit[] } | null>(null);
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const again = () => setRound(count => count + 1);
  useAgain(problem?.mayPass ? problem : null, again);
  useEffect(() => {
    element.current?.showModal();
    element.current?.querySelector("input")?.focus();
  }, []);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted === "") {
      setFound(null);
      setProblem(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getJson<Found>(`/api/search?q=${encodeURIComponent(wanted)}`, abort.signal).then(
        answer => {
          setFound({ query: wanted, hits: hitsOf(answer) });
          setProblem(null);
          setAt(0);
        },
        (error: unknown) => {
          if (isAbort(error)) return;
          // What was found for other words must not stand below these.
          setFound(null);
          setProblem(asProblem(error));
        },
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, round]);
  const hits = found?.hits ?? [];
  // While the answer is on its way, the list still shows what other words found: Enter must not open that.
  const isCurrent = found?.query === query.trim();
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    hit.open();
  };
  return (
    <dialog
      ref={element}
      class="dialog search-panel"
      aria-label={say("searchShort")}
      onCancel={onClose}
      onClick={event => event.target === element.current && onClose()}
    >
      <input
        class="input"
        {...comboboxRole}
        aria-expanded={hits.length > 0}
        aria-controls="search-results"
        autocomplete="off"
        aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        aria-label={say("search")}
        placeholder={say("search")}
        value={query}
        onInput={event => setQuery(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === "ArrowDown") setAt(Math.min(at + 1, hits.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
          else if (event.key === "Enter") open(isCurrent ? hits[at] : undefined);
          else return;
          event.preventDefault();
        }}
      />
      <div class="search-results" id="search-results" role="listbox" aria-label={say("searchShort")}>
        {hits.map((hit, index) => (
          <>
            {hit.group !== hits[index - 1]?.group && (
              <p class="menu-label" role="presentation">
                {say(hit.group)}
              </p>
            )}
            <div
              id={`hit-${index}`}
              key={hit.key}
              role="option"
              class="menu-item"
              aria-selected={index === at}
              onPointerMove={() => setAt(index)}
              onClick={() => open(hit)}
            >
              <Icon name={hit.icon} />
              <span class="grow cut">{hit.text}</span>
              <span class="quiet small nowrap">{hit.detail}</span>
            </div>
          </>
        ))}
      </div>
      {problem && (
        <div style={{ padding: "8px 12px" }}>
          <ProblemNote problem={problem} onRetry={again} />
        </div>
      )}
      {found === null && problem === null && (
        <p class="quiet" style={{ padding: "12px 20px" }}>
          {say("typeToSearch")}
        </p>
      )}
      {found !== null && hits.length === 0 && (
        <p class="quiet" style={{ padding: "12px 20px" }}>
          {say("nothingFound", { q: found.query })}
        </p>
      )}
    </dialog>
  );
}

function hitsOf(found: Found): Hit[] {
  return [
    ...found.patients.map(each => ({
      key: each.id,
      group: "patients" as const,
      icon: "person" as const,
      text: each.name,
      detail: [each.birthDate, each.facilityName].filter(Boolean).join(" · "),
      open: () => navigate(`/patient/${each.id}`),
    })),
    ...found.consultations.map(each => ({
      key: each.id,
      group: "cases" as const,
      icon: "file" as const,
      text: [each.number, each.patient?.name, serviceLabel(each.serviceCode)].filter(Boolean).join(" · "),
      detail: (
        <>
          <ColourMark colour={each.colour} /> {codeLabel("state", each.state)}
        </>
      ),
      open: () => navigate(`/case/${each.id}`),
    })),
    ...found.people.map(each => ({
      key: each.id,
      group: "people" as const,
      icon: "users" as const,
      text: each.name,
      detail: [each.title, each.facilityName, each.phone].filter(Boolean).join(" · "),
      open: () => openPerson(each.id, each.phone),
    })),
    ...found.facilities.map(each => ({
      key: each.id,
      group: "facilities" as const,
      icon: "building" as const,
      text: each.name,
      detail: codeLabel("tier", each.tier),
      open: () => openFacility(each.id, each.phone),
    })),
  ];
}

function openPerson(id: string, phone: string | null): void {
  if (can("manage_people")) navigate(`/admin/people?person=${id}`);
  else if (phone !== null) location.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
}

function openFacility(id: string, phone: string | null): void {
  if (can("manage_facilities")) navigate(`/admin/facilities?facility=${id}`);
  else if (phone !== null) location.href = `tel:${phone.replace(/[^+\d]/g, "")}`;
}
