import type { VNode } from "preact";
import { dayName, weekdays, type Weekday } from "../../platform/weekdays";
import { useWords } from "../../platform/words";
import { TextField, Tick } from "../../ui/Field";
import { TimeZoneField } from "../TimeZoneField";
import { adminWords } from "../words";
import type { DutyForm } from "./service";
import { serviceWords } from "./words";

interface DutyHoursFieldsProps {
  readonly hours: DutyForm;
  readonly onChange: (hours: DutyForm) => void;
}

/** On which days and between which times the green clocks run, or that they always do. */
export function DutyHoursFields({ hours, onChange }: DutyHoursFieldsProps): VNode {
  const say = useWords(serviceWords);
  const sayAdmin = useWords(adminWords);
  const set = (changes: Partial<DutyForm>) => onChange({ ...hours, ...changes });
  const choose = (day: Weekday, on: boolean) =>
    set({ days: on ? [...hours.days, day] : hours.days.filter(each => each !== day) });
  return (
    <fieldset class="form-section column">
      <legend class="visually-hidden">{say("dutyHours")}</legend>
      <h2 aria-hidden="true">{say("dutyHours")}</h2>
      <Tick checked={hours.on} onChange={on => set({ on })}>
        {say("dutyOnly")}
      </Tick>
      {hours.on && (
        <>
          <div class="day-ticks" role="group" aria-label={say("dutyDays")}>
            {weekdays.map(day => (
              <Tick key={day} checked={hours.days.includes(day)} onChange={on => choose(day, on)}>
                {dayName(day, "short")}
              </Tick>
            ))}
          </div>
          <div class="form-grid">
            <TextField
              label={sayAdmin("from")}
              type="time"
              value={hours.from}
              onInput={from => set({ from })}
              required
            />
            <TextField
              label={sayAdmin("until")}
              type="time"
              value={hours.until}
              onInput={until => set({ until })}
              required
            />
            <TimeZoneField
              value={hours.timeZone}
              onChange={timeZone => set({ timeZone })}
              hint={say("dutyZone")}
              required={false}
            />
          </div>
        </>
      )}
    </fieldset>
  );
}
