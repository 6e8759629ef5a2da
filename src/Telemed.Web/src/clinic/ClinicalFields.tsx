import type { VNode } from "preact";
import type { Vitals } from "../case/types";
import { useWords } from "../platform/words";
import { TextField } from "../ui/Field";
import type { NewCase } from "./newCase";
import { clinicWords } from "./words";

interface VitalField {
  readonly key: keyof Vitals;
  readonly word: "systolic" | "diastolic" | "heartRate" | "spo2" | "temperature" | "breathing" | "glucose";
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

/** The ranges keep typing errors out; they say nothing about what is healthy. */
const vitalFields: readonly VitalField[] = [
  { key: "systolic", word: "systolic", unit: "mmHg", min: 30, max: 320 },
  { key: "diastolic", word: "diastolic", unit: "mmHg", min: 10, max: 220 },
  { key: "heartRate", word: "heartRate", unit: "/min", min: 10, max: 350 },
  { key: "spo2", word: "spo2", unit: "%", min: 30, max: 100 },
  { key: "temperatureC", word: "temperature", unit: "°C", min: 25, max: 45 },
  { key: "respiratoryRate", word: "breathing", unit: "/min", min: 2, max: 90 },
  { key: "glucoseMmolL", word: "glucose", unit: "mmol/L", min: 0.5, max: 60 },
];

interface ClinicalFieldsProps {
  readonly draft: NewCase;
  readonly change: (next: (draft: NewCase) => NewCase) => void;
}

export function ClinicalFields({ draft, change }: ClinicalFieldsProps): VNode {
  const say = useWords(clinicWords);
  const setVital = (field: VitalField, text: string) => {
    const value = text === "" ? null : Number(text.replace(",", "."));
    change(old => ({
      ...old,
      vitals: { ...old.vitals, [field.key]: value !== null && Number.isNaN(value) ? null : value },
    }));
  };
  return (
    <section class="panel column">
      <TextField
        label={say("complaint")}
        hint={say("complaintHint")}
        rows={2}
        value={draft.complaint}
        maxLength={4_000}
        onInput={complaint => change(old => ({ ...old, complaint }))}
      />
      <div class="two">
        <TextField
          label={say("history")}
          rows={1}
          value={draft.history}
          maxLength={4_000}
          onInput={history => change(old => ({ ...old, history }))}
        />
        <TextField
          label={say("onset")}
          type="datetime-local"
          value={toLocal(draft.onsetAt)}
          onInput={text => change(old => ({ ...old, onsetAt: text === "" ? null : new Date(text).toISOString() }))}
        />
      </div>
      <fieldset>
        <legend class="small strong quiet">{say("vitals")}</legend>
        <div class="vitals">
          {vitalFields.map(field => {
            const value = draft.vitals[field.key];
            const isOut = typeof value === "number" && (value < field.min || value > field.max);
            return (
              <TextField
                key={field.key}
                label={say(field.word)}
                unit={field.unit}
                inputMode="decimal"
                value={value?.toString() ?? ""}
                fault={isOut ? `${field.min}–${field.max}` : null}
                onInput={text => setVital(field, text)}
              />
            );
          })}
        </div>
      </fieldset>
    </section>
  );
}

/** The form a date-time field takes: the device's own time, to the minute. */
function toLocal(iso: string | null): string {
  if (iso === null) return "";
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
