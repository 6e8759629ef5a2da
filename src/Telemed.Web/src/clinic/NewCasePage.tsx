import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Case } from "../case/types";
import { getJson } from "../platform/api";
import { asProblem, isAbort, type Problem } from "../platform/problem";
import { codeLabel, refreshCatalogue, serviceLabel, useCatalogue, type Service } from "../platform/catalogue";
import { useKeys } from "../platform/keys";
import { navigate, setQuery, usePlace } from "../platform/router";
import { useSession } from "../platform/session";
import { showDay, showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import type { Picked } from "../uploads/gather";
import { UploadList } from "../uploads/UploadList";
import { useUploads } from "../uploads/useUploads";
import { BeforeSend, useChecks } from "./BeforeSend";
import { ClinicalFields } from "./ClinicalFields";
import { ColourPicker } from "./ColourPicker";
import { FileDrop } from "./FileDrop";
import { chosen, useFilledFromFile } from "./fromFile";
import { isFrozen, withService } from "./frozen";
import { FrozenFields } from "./FrozenFields";
import "./newcase.css";
import { PatientPicker } from "./PatientPicker";
import { QuestionList } from "./QuestionList";
import { sendCase, sendCaseLater } from "./sendCase";
import { blurredOf } from "./sharpness";
import { ServicePicker } from "./ServicePicker";
import type { NewCase } from "./newCase";
import { useNewCase } from "./useNewCase";
import { clinicWords } from "./words";

/** The number of the draft is in the address, so that reloading the page returns to the same draft. */
export default function NewCasePage(): VNode | null {
  const { query } = usePlace();
  const session = useSession();
  const given = query.get("id");
  const [made] = useState(() => crypto.randomUUID());
  useEffect(() => {
    if (given === null) setQuery({ id: made });
  }, [given]);
  if (session === null) return null;
  const id = given ?? made;
  return (
    <NewCaseForm
      key={id}
      id={id}
      isFresh={id === made}
      personId={session.person.id}
      tiers={session.roles.map(role => role.tier)}
      patient={patientOf(query)}
    />
  );
}

function patientOf(query: URLSearchParams): { readonly id: string; readonly name: string } | null {
  const patientId = query.get("patient");
  return patientId === null ? null : { id: patientId, name: query.get("name") ?? "" };
}

interface NewCaseFormProps {
  readonly id: string;
  readonly isFresh: boolean;
  readonly personId: string;
  readonly tiers: readonly string[];
  readonly patient: { readonly id: string; readonly name: string } | null;
}

function NewCaseForm({ id, isFresh, personId, tiers, patient }: NewCaseFormProps): VNode {
  const say = useWords(clinicWords);
  const known = useCatalogue();
  const { draft, saved, problem, loading, reload, change, saveNow, forget } = useNewCase(id, personId, isFresh);
  const uploads = useUploads(id, { isReady: draft.version !== null, patientId: draft.patientId, colour: draft.colour });
  const [blurred, setBlurred] = useState<readonly string[]>([]);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const services = useMemo(() => allowedServices(known?.services ?? [], tiers), [known, tiers.join()]);
  const service = services.find(each => each.code === draft.serviceCode);
  const checks = useChecks(draft, service, uploads.items, saved, blurred);
  const blocked = checks.some(check => check.severity === "block");

  // A service may have ended, or changed its times, since this page was loaded.
  useEffect(() => void refreshCatalogue(), []);
  useEffect(() => {
    if (patient !== null && draft.patientId === null)
      change(old => ({ ...old, patientId: patient.id, patientName: patient.name }));
  }, []);
  const named = useFilledFromFile(draft, uploads.items, services, change);
  // A page that was opened again shows what the hub has of this draft already.
  const isKnown = !isFresh && draft.version !== null;
  useEffect(() => {
    if (!isKnown) return;
    getJson<Case>(`/api/consultations/${id}`).then(
      found => uploads.show(found.attachmentList),
      () => undefined,
    );
  }, [isKnown]);

  const addFiles = (picked: readonly Picked[]) => {
    uploads.add(picked);
    void blurredOf(picked.map(each => each.file)).then(names => names.length > 0 && setBlurred(old => [...old, ...names]));
  };
  const send = async () => {
    if (blocked || sending) return;
    setSending(true);
    setRefusal(null);
    try {
      await sendCase(await saveNow());
      forget();
      toast(say("sent"));
      navigate(`/case/${id}`, { replace: true });
    } catch (error) {
      const found = asProblem(error);
      if (!found.mayPass) {
        if (!isAbort(error)) setRefusal(found);
        return;
      }
      try {
        await sendCaseLater(
          draft,
          personId,
          [draft.patientName, serviceLabel(draft.serviceCode ?? "")].filter(Boolean).join(" · "),
        );
      } catch {
        setRefusal(found); // this device keeps no list; the draft stays as it is
        return;
      }
      forget();
      toast(say("sentOffline"));
      navigate("/");
    } finally {
      setSending(false);
    }
  };
  useKeys([{ press: "Ctrl+Enter", says: say("send"), run: () => void send(), whileTyping: true }]);
  if (loading)
    return (
      <div class="page">
        {problem ? <ProblemNote problem={problem} onRetry={reload} /> : <Skeleton lines={8} heightPx={32} />}
      </div>
    );
  return (
    <div class="page new-case">
      <div class="page-head">
        <h1 class="grow">{say("newCase")}</h1>
        <span class="quiet small" role="status">
          {saved.kind === "atHub"
            ? say("savedAt", { time: showTime(saved.at) })
            : saved.kind === "here"
              ? say("savedHere")
              : saved.kind === "saving"
                ? say("saving")
                : ""}
        </span>
      </div>
      <div class="new-case-grid">
        <form
          class="column new-case-form"
          onSubmit={event => {
            event.preventDefault();
            void send();
          }}
        >
          <FileDrop onFiles={addFiles}>
            <UploadList uploads={uploads} chosen={chosenText(draft)} />
          </FileDrop>
          <section class="panel column">
            <h2>{say("patient")}</h2>
            <PatientPicker
              chosen={
                draft.patientId === null
                  ? null
                  : { id: draft.patientId, name: draft.patientName ?? "", birthDate: draft.patientBirthDate ?? null }
              }
              named={named}
              onChoose={patient => change(old => ({ ...old, ...(patient === null ? nobody : chosen(patient)) }))}
              onKept={(kept, newPatient) => change(old => ({ ...old, ...chosen(kept), newPatient }))}
            />
          </section>
          <section class="panel column">
            <h2>{say("service")}</h2>
            <ServicePicker
              services={services}
              value={draft.serviceCode}
              onChoose={serviceCode => change(old => withService(old, serviceCode))}
            />
          </section>
          {isFrozen(draft.serviceCode) && <FrozenFields draft={draft} change={change} />}
          <ClinicalFields draft={draft} change={change} />
          <QuestionList questions={draft.questions} onChange={questions => change(old => ({ ...old, questions }))} />
          {!isFrozen(draft.serviceCode) && <ColourPicker draft={draft} service={service} change={change} />}
        </form>
        <aside class="new-case-side">
          <BeforeSend checks={checks} service={service} colour={draft.colour} />
          {problem && <ProblemNote problem={problem} />}
          {refusal && (
            <ProblemNote problem={refusal}>
              <ul>
                {refusal.body.missing?.map(code => (
                  <li key={String(code)}>{codeLabel("check", String(code))}</li>
                ))}
              </ul>
            </ProblemNote>
          )}
          <Button look="primary" size="large" icon="send" busy={sending} disabled={blocked} onClick={() => void send()}>
            {say(draft.colour === "red" ? "sendRed" : "send")}
          </Button>
        </aside>
      </div>
    </div>
  );
}

const nobody = { patientId: null, patientName: null, patientBirthDate: null, newPatient: null };

const chosenText = (draft: NewCase): string | null =>
  draft.patientId === null
    ? null
    : [draft.patientName, draft.patientBirthDate && showDay(draft.patientBirthDate)].filter(Boolean).join(" · ");

function allowedServices(services: readonly Service[], tiers: readonly string[]): readonly Service[] {
  return services.filter(
    service =>
      service.active && (service.allowedTiers.length === 0 || service.allowedTiers.some(tier => tiers.includes(tier))),
  );
}
