import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { asProblem, type Problem } from "../platform/problem";
import { codeLabel, serviceLabel, useCatalogue, type Service } from "../platform/catalogue";
import { useKeys } from "../platform/keys";
import { navigate, setQuery, usePlace } from "../platform/router";
import { useSession } from "../platform/session";
import { showTime } from "../platform/time";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { ProblemNote } from "../ui/ProblemNote";
import { Skeleton } from "../ui/Skeleton";
import { toast } from "../ui/Toast";
import { recognise, type RecognisedKind } from "../uploads/recognise";
import { UploadList } from "../uploads/UploadList";
import { useUploads } from "../uploads/useUploads";
import { BeforeSend, useChecks } from "./BeforeSend";
import { ClinicalFields } from "./ClinicalFields";
import { ColourPicker } from "./ColourPicker";
import { FileDrop } from "./FileDrop";
import "./newcase.css";
import { PatientPicker } from "./PatientPicker";
import { QuestionList } from "./QuestionList";
import { sendCase, sendCaseLater } from "./sendCase";
import { blurredOf } from "./sharpness";
import { ServicePicker } from "./ServicePicker";
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
  const { draft, saved, problem, loading, change, saveNow, forget } = useNewCase(id, personId, isFresh);
  const uploads = useUploads(id);
  const [held, setHeld] = useState<readonly File[]>([]);
  const [firstKind, setFirstKind] = useState<RecognisedKind | null>(null);
  const [blurred, setBlurred] = useState<readonly string[]>([]);
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const service = known?.services.find(each => each.code === draft.serviceCode);
  const services = useMemo(() => allowedServices(known?.services ?? [], tiers), [known, tiers.join()]);
  const checks = useChecks(draft, service, uploads.items, held.length, saved, blurred);
  const blocked = checks.some(check => check.severity === "block");

  useEffect(() => {
    if (patient !== null && draft.patientId === null)
      change(old => ({ ...old, patientId: patient.id, patientName: patient.name }));
  }, []);
  // Files wait here until the hub has a draft to hang them on.
  useEffect(() => {
    if (held.length === 0 || draft.version === null) return;
    uploads.add(held);
    setHeld([]);
  }, [held, draft.version]);
  // What a file turns out to be chooses the service, as long as nobody has.
  const recognised = uploads.items.find(item => item.recognised)?.recognised?.kind ?? firstKind;
  useEffect(() => {
    const kind = recognised === "slide" ? "pathology" : recognised;
    const match = services.find(each => each.kind === kind);
    if (draft.serviceCode === null && match) change(old => ({ ...old, serviceCode: match.code }));
  }, [recognised, services]);

  const addFiles = (files: readonly File[]) => {
    const first = files[0];
    if (first && draft.serviceCode === null) void recognise(first).then(setFirstKind);
    void blurredOf(files).then(names => names.length > 0 && setBlurred(old => [...old, ...names]));
    if (draft.version !== null) uploads.add(files);
    else setHeld([...held, ...files]);
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
      if (found.mayPass) {
        await sendCaseLater(
          draft,
          personId,
          [draft.patientName, serviceLabel(draft.serviceCode ?? "")].filter(Boolean).join(" · "),
        );
        forget();
        toast(say("sentOffline"));
        navigate("/");
      } else setRefusal(found);
    } finally {
      setSending(false);
    }
  };
  useKeys([{ press: "Ctrl+Enter", says: say("send"), run: () => void send(), whileTyping: true }]);
  if (loading)
    return (
      <div class="page">
        <Skeleton lines={8} heightPx={32} />
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
            {held.length > 0 && <p class="note accent">{say("held", { n: held.length })}</p>}
            <UploadList uploads={uploads} />
          </FileDrop>
          <section class="panel column">
            <h2>{say("patient")}</h2>
            <PatientPicker
              chosen={draft.patientId === null ? null : { id: draft.patientId, name: draft.patientName ?? "" }}
              onChoose={chosen =>
                change(old => ({
                  ...old,
                  patientId: chosen?.id ?? null,
                  patientName: chosen?.name ?? null,
                  newPatient: null,
                }))
              }
              onKept={(kept, newPatient) =>
                change(old => ({ ...old, patientId: kept.id, patientName: kept.name, newPatient }))
              }
            />
          </section>
          <section class="panel column">
            <h2>{say("service")}</h2>
            <ServicePicker
              services={services}
              value={draft.serviceCode}
              onChoose={serviceCode => change(old => ({ ...old, serviceCode, redFlags: [] }))}
            />
          </section>
          <ClinicalFields draft={draft} change={change} />
          <QuestionList questions={draft.questions} onChange={questions => change(old => ({ ...old, questions }))} />
          <ColourPicker draft={draft} service={service} change={change} />
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

function allowedServices(services: readonly Service[], tiers: readonly string[]): readonly Service[] {
  return services.filter(
    service =>
      service.active && (service.allowedTiers.length === 0 || service.allowedTiers.some(tier => tiers.includes(tier))),
  );
}
