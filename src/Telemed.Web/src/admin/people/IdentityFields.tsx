import type { VNode } from "preact";
import { languageNames, languages, type Language } from "../../platform/language";
import { useWords } from "../../platform/words";
import { TextField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { TimeZoneField } from "../TimeZoneField";
import { adminWords } from "../words";
import { peopleWords } from "./words";

/** Who a person is and how to reach him, as it is typed. */
export interface Identity {
  readonly name: string;
  readonly title: string;
  readonly phone: string;
  readonly licenceNumber: string;
  readonly language: Language;
  readonly timeZone: string;
}

/** The body for the hub: what was left empty is not there. */
export function identityBody(identity: Identity): Readonly<Record<string, string | null>> {
  const { name, title, phone, licenceNumber, language, timeZone } = identity;
  const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    name: name.trim(),
    title: orNull(title),
    phone: orNull(phone),
    licenceNumber: orNull(licenceNumber),
    language,
    timeZone,
  };
}

export function IdentityFields({
  value,
  onChange,
}: {
  readonly value: Identity;
  readonly onChange: (value: Identity) => void;
}): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  const set = (changes: Partial<Identity>) => onChange({ ...value, ...changes });
  return (
    <div class="form-grid">
      <TextField label={say("fullName")} value={value.name} onInput={name => set({ name })} maxLength={200} required />
      <TextField label={say("title")} value={value.title} onInput={title => set({ title })} maxLength={100} />
      <TextField
        label={sayAdmin("phone")}
        type="tel"
        value={value.phone}
        onInput={phone => set({ phone })}
        maxLength={40}
      />
      <TextField
        label={say("licence")}
        value={value.licenceNumber}
        onInput={licenceNumber => set({ licenceNumber })}
        maxLength={60}
      />
      <Select<Language>
        label={sayAdmin("language")}
        value={value.language}
        onChange={language => set({ language })}
        choices={languages.map(each => ({ value: each, label: languageNames[each] }))}
      />
      <TimeZoneField value={value.timeZone} onChange={timeZone => set({ timeZone })} />
    </div>
  );
}
