import type { VNode } from "preact";
import { useState } from "preact/hooks";
import "../case/case.css";
import { PriorCard, type PatientHistory } from "../case/priors";
import { useData } from "../platform/data";
import { useParameter } from "../platform/router";
import { can } from "../platform/session";
import { showDay } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Empty } from "../ui/Empty";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { uiWords } from "../ui/words";
import { caseWords } from "../case/words";
import { holdWords } from "./holdWords";
import { HoldBand, HoldDialog, openHold } from "./LegalHolds";
import { PatientForm } from "./PatientForm";
import "./newcase.css";
import { Recordings } from "./Recordings";
import type { LegalHold, Patient } from "./types";
import { clinicWords } from "./words";

export default function PatientPage(): VNode {
  const say = useWords(clinicWords);
  const sayUi = useWords(uiWords);
  const sayCase = useWords(caseWords);
  const sayHold = useWords(holdWords);
  const id = useParameter("id");
  const patient = useData<Patient>(`/api/patients/${id}`);
  const history = useData<PatientHistory>(`/api/patients/${id}/history`);
  // Another facility's patient has holds that are not this person's to manage: then the hub finds none.
  const holds = useData<readonly LegalHold[]>(can("manage_legal_holds") ? `/api/patients/${id}/holds` : null);
  const [editing, setEditing] = useState(false);
  const [asksHold, setAsksHold] = useState(false);
  const found = patient.value;
  if (patient.problem)
    return (
      <div class="page">
        <ProblemNote problem={patient.problem} onRetry={patient.refetch} />
      </div>
    );
  if (found === null)
    return (
      <div class="page">
        <Skeleton lines={6} heightPx={24} />
      </div>
    );
  const sex =
    found.sex === "male" ? sayUi("maleWord") : found.sex === "female" ? sayUi("femaleWord") : say("unknownSex");
  return (
    <div class="page column" style={{ maxWidth: "960px" }}>
      <div class="page-head" style={{ margin: 0 }}>
        <h1 class="grow">{found.name}</h1>
        {can("edit_patients") && (
          <Button icon="pen" onClick={() => setEditing(true)}>
            {say("edit")}
          </Button>
        )}
        {holds.value !== null && openHold(holds.value) === null && (
          <Button icon="lock" onClick={() => setAsksHold(true)}>
            {sayHold("setHold")}
          </Button>
        )}
        {can("start_consultation") && (
          <Button look="primary" icon="plus" to={`/new?patient=${found.id}&name=${encodeURIComponent(found.name)}`}>
            {say("newForPatient")}
          </Button>
        )}
      </div>
      <HoldBand since={found.heldSince} holds={holds.value} onRelease={() => setAsksHold(true)} />
      <dl class="facts panel">
        <dt>{say("sex")}</dt>
        <dd>{sex}</dd>
        <dt>{say("birthDate")}</dt>
        <dd>{found.birthDate === null ? "–" : showDay(found.birthDate)}</dd>
        <dt>{say("identity")}</dt>
        <dd>{found.identityNumber ?? "–"}</dd>
        <dt>{say("phone")}</dt>
        <dd>{found.phone ?? "–"}</dd>
        <dt>{say("address")}</dt>
        <dd>{found.address ?? "–"}</dd>
        <dt>{say("facility")}</dt>
        <dd>{found.facilityName}</dd>
      </dl>
      <h2>{say("patientHistory")}</h2>
      {history.problem && <ProblemNote problem={history.problem} onRetry={history.refetch} />}
      {history.value === null && history.loading && <Skeleton lines={3} heightPx={48} />}
      {history.value?.consultations.length === 0 && <Empty icon="file" title={sayCase("noHistory")} />}
      <div class="lanes">
        {history.value?.consultations.map(row => (
          <PriorCard key={row.id} past={row} />
        ))}
      </div>
      <Recordings recordings={history.value?.recordings ?? []} />
      {asksHold && (
        <HoldDialog
          patientId={found.id}
          hold={openHold(holds.value)}
          onClose={() => {
            setAsksHold(false);
            holds.refetch();
          }}
          onDone={now => {
            setAsksHold(false);
            holds.set(now);
            patient.refetch();
          }}
        />
      )}
      {editing && (
        <Dialog title={say("edit")} onClose={() => setEditing(false)}>
          <PatientForm
            patient={found}
            onCancel={() => setEditing(false)}
            onSaved={() => {
              setEditing(false);
              patient.refetch();
            }}
          />
        </Dialog>
      )}
    </div>
  );
}
