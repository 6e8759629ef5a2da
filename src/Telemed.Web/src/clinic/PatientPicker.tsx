import type { VNode } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { AgeSex } from "../case/parts";
import type { Page } from "../case/types";
import { useAgain } from "../platform/again";
import { getJson } from "../platform/api";
import { showDay, nowMs } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { inputOf, type NamedByFile } from "./fromFile";
import { PatientForm } from "./PatientForm";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import type { PatientInput, PatientRow } from "./types";
import { clinicWords } from "./words";

export interface ChosenPatient {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string | null;
}

interface PatientPickerProps {
  readonly chosen: ChosenPatient | null;
  readonly onChoose: (patient: ChosenPatient | null) => void;
  readonly onKept: (patient: { readonly id: string; readonly name: string }, input: PatientInput) => void;
  readonly autofocus?: boolean;
  /** Whom a dropped file names, while nobody is chosen. */
  readonly named?: NamedByFile | null;
}

const searchAfterMs = 160;
const comboboxRole = { role: "combobox" } as object;

/** Finds a patient while typing; arrow keys and Enter choose. Who is not there is added on the spot. */
export function PatientPicker({ chosen, onChoose, onKept, autofocus, named = null }: PatientPickerProps): VNode {
  const say = useWords(clinicWords);
  const listId = useId();
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<{ readonly query: string; readonly rows: readonly PatientRow[] } | null>(null);
  const [at, setAt] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const again = () => setRound(count => count + 1);
  useAgain(problem?.mayPass ? problem : null, again);
  const [adding, setAdding] = useState<"no" | "typed" | "named">("no");
  // Nobody of the register is meant and nothing has been typed: the new patient's form opens filled in.
  const isNew = named !== null && named.matches.length === 0 && query === "";
  useEffect(() => {
    if (isNew) setAdding(old => (old === "no" ? "named" : old));
  }, [isNew]);
  useEffect(() => {
    const wanted = query.trim();
    if (wanted === "") {
      setFound(null);
      setProblem(null);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getJson<Page<PatientRow>>(`/api/patients?q=${encodeURIComponent(wanted)}&limit=8`, abort.signal).then(
        page => {
          setFound({ query: wanted, rows: page.items });
          setProblem(null);
          setAt(0);
        },
        (error: unknown) => {
          if (isAbort(error)) return;
          setFound({ query: wanted, rows: [] });
          setProblem(asProblem(error));
        },
      );
    }, searchAfterMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, round]);

  if (chosen !== null) {
    return (
      <div class="row chosen-patient">
        <span class="grow cut">
          <span class="strong">{chosen.name}</span>{" "}
          <span class="quiet small">{chosen.birthDate ? showDay(chosen.birthDate) : ""}</span>
        </span>
        <Button size="small" onClick={() => onChoose(null)}>
          {say("changePatient")}
        </Button>
      </div>
    );
  }
  if (adding !== "no") {
    return (
      <PatientForm
        key={adding}
        name={/\d/.test(query) ? "" : query}
        given={adding === "named" && named !== null ? inputOf(named.patient) : undefined}
        onKept={(patient, input) => {
          setAdding("no");
          onKept(patient, input);
        }}
        onCancel={() => setAdding("no")}
        onSaved={patient => {
          setAdding("no");
          onChoose(patient);
        }}
      />
    );
  }
  const rows = found?.rows ?? [];
  // On a slow line the list still shows what fewer letters found: Enter must not choose of it.
  const isCurrent = found?.query === query.trim();
  return (
    <div class="column" style={{ gap: "4px" }}>
      {named !== null && <Named named={named} onChoose={onChoose} onAdd={() => setAdding("named")} />}
      <Field label={say("findPatient")} hint={say("findHint")}>
        {(id, describedBy) => (
          <input
            id={id}
            class="input"
            {...comboboxRole}
            aria-expanded={rows.length > 0}
            aria-controls={listId}
            aria-describedby={describedBy}
            aria-activedescendant={rows[at] ? `${listId}-${at}` : undefined}
            autocomplete="off"
            autofocus={autofocus}
            value={query}
            onInput={event => setQuery(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.key === "ArrowDown") setAt(Math.min(at + 1, rows.length - 1));
              else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
              else if (event.key === "Enter" && rows[at]) {
                if (isCurrent) onChoose(rows[at]);
              }
              else return;
              event.preventDefault();
            }}
          />
        )}
      </Field>
      <div id={listId} role="listbox" aria-label={say("findPatient")} class="pick-list">
        {rows.map((row, index) => (
          <div
            key={row.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === at}
            class="menu-item"
            onPointerMove={() => setAt(index)}
            onClick={() => onChoose(row)}
          >
            <PatientLine row={row} />
          </div>
        ))}
      </div>
      {found !== null && (
        <div class="row wrap">
          {rows.length === 0 && problem === null && <span class="quiet">{say("noPatients")}</span>}
          {problem?.mayPass && <span class="quiet">{say("noLineToSearch")}</span>}
          {problem !== null && !problem.mayPass && <ProblemNote problem={problem} onRetry={again} />}
          <Button size="small" icon="plus" onClick={() => setAdding("typed")}>
            {say("addPatient")}
          </Button>
        </div>
      )}
      {found === null && (
        <div>
          <Button size="small" look="plain" icon="plus" onClick={() => setAdding("typed")}>
            {say("addPatient")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface NamedProps {
  readonly named: NamedByFile;
  readonly onChoose: (patient: ChosenPatient) => void;
  readonly onAdd: () => void;
}

/** Whom the file names, and the people of the register who may be meant. */
function Named({ named, onChoose, onAdd }: NamedProps): VNode {
  const say = useWords(clinicWords);
  const { name, birthDate, id } = named.patient;
  return (
    <div class="note accent" role="status">
      <div class="body column grow">
        <p>{say("fileNames", { who: [name, birthDate && showDay(birthDate), id].filter(Boolean).join(" · ") })}</p>
        {named.matches.length > 0 && <p class="strong">{say("probableDuplicate")}</p>}
        {named.matches.map(row => (
          <button key={row.id} type="button" class="menu-item" onClick={() => onChoose(row)}>
            <PatientLine row={row} />
          </button>
        ))}
        <div>
          <Button size="small" icon="plus" onClick={onAdd}>
            {say("addNamed")}
          </Button>
        </div>
      </div>
    </div>
  );
}

export function PatientLine({ row }: { readonly row: PatientRow }): VNode {
  const ageYears =
    row.birthDate === null ? null : Math.floor((nowMs() - Date.parse(row.birthDate)) / (365.2425 * 86_400_000));
  return (
    <span class="grow" style={{ minWidth: 0 }}>
      <span class="row">
        <span class="strong cut">{row.name}</span>
        <span class="quiet small">
          <AgeSex patient={{ ...row, ageYears }} />
        </span>
      </span>
      <span class="quiet small cut" style={{ display: "block" }}>
        {[row.birthDate && showDay(row.birthDate), row.identityNumber, row.phone, row.facilityName]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </span>
  );
}
