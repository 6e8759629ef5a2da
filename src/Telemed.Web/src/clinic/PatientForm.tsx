import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson, putJson } from "../platform/api";
import { asProblem, type Problem } from "../platform/problem";
import { useSession } from "../platform/session";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { ProblemNote } from "../ui/ProblemNote";
import { Select } from "../ui/Select";
import { uiWords } from "../ui/words";
import { PatientLine } from "./PatientPicker";
import type { Patient, PatientInput, PatientRow } from "./types";
import { clinicWords } from "./words";

interface PatientFormProps {
  readonly name?: string;
  /** What is known already of a new patient, such as from a file's header. */
  readonly given?: PatientInput | undefined;
  /** An existing patient to change; without one a new one is added. */
  readonly patient?: Patient;
  readonly onSaved: (patient: { readonly id: string; readonly name: string }) => void;
  /** Takes a new patient while the line is down; without it that is a problem like any other. */
  readonly onKept?: (patient: { readonly id: string; readonly name: string }, input: PatientInput) => void;
  readonly onCancel: () => void;
}

export function PatientForm({ name = "", given, patient, onSaved, onKept, onCancel }: PatientFormProps): VNode {
  const say = useWords(clinicWords);
  const sayUi = useWords(uiWords);
  const session = useSession();
  const [input, setInput] = useState<PatientInput>(() => ({
    name: patient?.name ?? given?.name ?? name,
    sex: patient?.sex ?? given?.sex ?? "unknown",
    birthDate: patient?.birthDate ?? given?.birthDate ?? null,
    identityNumber: unmasked(patient?.identityNumber) ?? given?.identityNumber ?? null,
    phone: unmasked(patient?.phone),
    address: patient?.address ?? null,
  }));
  // The same number at every try: an answer that was lost must not make two people of one.
  const [id] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [likely, setLikely] = useState<readonly PatientRow[]>([]);
  const set = (changes: Partial<PatientInput>) => setInput({ ...input, ...changes });

  const save = async (confirmed: boolean) => {
    setBusy(true);
    setProblem(null);
    try {
      const facilityId = session?.roles[0]?.facilityId;
      const body = { ...input, id, ...(facilityId ? { facilityId } : {}), confirmed };
      onSaved(
        patient
          ? await putJson<Patient>(`/api/patients/${patient.id}`, { ...input, version: patient.version })
          : await postJson<Patient>("/api/patients", body),
      );
    } catch (error) {
      const found = asProblem(error);
      if (found.status === 0 && onKept && !patient) onKept({ id, name: input.name }, input);
      else if (found.code === "probable_duplicate")
        setLikely((found.body["candidates"] as PatientRow[] | undefined) ?? []);
      else setProblem(found);
    } finally {
      setBusy(false);
    }
  };
  const setIdentity = (text: string) => {
    const read = readIdentity(text);
    set({ identityNumber: text === "" ? null : text, ...(read === null ? {} : read) });
  };
  return (
    <form
      class="column inset"
      onSubmit={event => {
        event.preventDefault();
        event.stopPropagation();
        void save(false);
      }}
    >
      <TextField label={say("name")} value={input.name} onInput={text => set({ name: text })} required autofocus />
      <TextField
        label={say("identity")}
        value={input.identityNumber ?? ""}
        onInput={setIdentity}
        inputMode="text"
        {...(patient?.identityNumber ? { placeholder: patient.identityNumber } : {})}
      />
      <div class="two">
        <Select
          label={say("sex")}
          value={input.sex}
          onChange={sex => set({ sex })}
          choices={[
            { value: "unknown", label: say("unknownSex") },
            { value: "female", label: sayUi("femaleWord") },
            { value: "male", label: sayUi("maleWord") },
          ]}
        />
        <TextField
          label={say("birthDate")}
          type="date"
          value={input.birthDate ?? ""}
          onInput={text => set({ birthDate: text || null })}
        />
      </div>
      <TextField
        label={say("phone")}
        type="tel"
        value={input.phone ?? ""}
        onInput={text => set({ phone: text || null })}
        {...(patient?.phone ? { placeholder: patient.phone } : {})}
      />
      <TextField label={say("address")} value={input.address ?? ""} onInput={text => set({ address: text || null })} />
      {likely.length > 0 && (
        <div class="note yellow" role="alert">
          <div class="body column grow">
            <p class="strong">{say("probableDuplicate")}</p>
            {likely.map(row => (
              <button key={row.id} type="button" class="menu-item" onClick={() => onSaved(row)}>
                <PatientLine row={row} />
              </button>
            ))}
            <div>
              <Button size="small" onClick={() => void save(true)}>
                {say("noneOfThese")}
              </Button>
            </div>
          </div>
        </div>
      )}
      {problem && <ProblemNote problem={problem} />}
      <div class="row">
        <Button type="submit" look="primary" busy={busy} disabled={input.name.trim() === ""}>
          {say("save")}
        </Button>
        <Button look="plain" onClick={onCancel}>
          {sayUi("cancel")}
        </Button>
      </div>
    </form>
  );
}

/** Birth date and sex are written in the Chinese number, the birth date in the Kazakh one. Null when it is neither. */
export function readIdentity(text: string): { readonly birthDate: string; readonly sex: string } | null {
  const chinese = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dXx]$/.exec(text);
  if (chinese) {
    const [, year, month, day, order] = chinese;
    return isDate(`${year}-${month}-${day}`)
      ? { birthDate: `${year}-${month}-${day}`, sex: Number(order) % 2 === 1 ? "male" : "female" }
      : null;
  }
  const kazakh = /^(\d{2})(\d{2})(\d{2})([1-6])\d{5}$/.exec(text);
  if (!kazakh) return null;
  const [, year, month, day, century] = kazakh;
  // The seventh digit holds century and sex: odd is male; 1-2 the 19th, 3-4 the 20th, 5-6 the 21st century.
  const birthDate = `${17 + Math.ceil(Number(century) / 2)}${year}-${month}-${day}`;
  return isDate(birthDate) ? { birthDate, sex: Number(century) % 2 === 1 ? "male" : "female" } : null;
}

/** A masked number is for looking at; sent back it would replace the real one. */
const unmasked = (text: string | null | undefined): string | null => (text && !text.includes("*") ? text : null);

const isDate = (text: string): boolean =>
  !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
