import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Page } from "../case/types";
import { useData } from "../platform/data";
import { Link, navigate, setQuery, usePlace } from "../platform/router";
import { can } from "../platform/session";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import "./newcase.css";
import { PatientForm } from "./PatientForm";
import { PatientLine } from "./PatientPicker";
import type { PatientRow } from "./types";
import { clinicWords } from "./words";

const searchAfterMs = 200;

export default function PatientsPage(): VNode {
  const say = useWords(clinicWords);
  const { query } = usePlace();
  const wanted = query.get("q") ?? "";
  const [typed, setTyped] = useState(wanted);
  const [adding, setAdding] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setQuery({ q: typed }), searchAfterMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useData<Page<PatientRow>>(`/api/patients?q=${encodeURIComponent(wanted)}&limit=50`);
  return (
    <div class="page column" style={{ maxWidth: "880px" }}>
      <div class="page-head" style={{ margin: 0 }}>
        <h1 class="grow">{say("patients")}</h1>
        {can("edit_patients") && (
          <Button icon="plus" onClick={() => setAdding(true)}>
            {say("addPatient")}
          </Button>
        )}
      </div>
      {adding && (
        <section class="panel">
          <PatientForm onCancel={() => setAdding(false)} onSaved={patient => navigate(`/patient/${patient.id}`)} />
        </section>
      )}
      <TextField
        label={say("findPatient")}
        hint={say("findHint")}
        value={typed}
        onInput={setTyped}
        type="search"
        autofocus
      />
      {found.problem && <ProblemNote problem={found.problem} onRetry={found.refetch} />}
      {found.value === null && found.loading && <Skeleton lines={6} heightPx={36} />}
      {found.value?.items.length === 0 && (
        <Empty icon="person" title={wanted === "" ? say("searchAll") : say("noPatients")} />
      )}
      {found.value !== null && found.value.items.length > 0 && (
        <ul class="pick-list panel" style={{ padding: 0 }}>
          {found.value.items.map(row => (
            <li key={row.id}>
              <Link to={`/patient/${row.id}`} class="menu-item">
                <PatientLine row={row} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
