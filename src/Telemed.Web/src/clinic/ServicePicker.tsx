import type { VNode } from "preact";
import { kindIcons } from "../case/parts";
import type { Service } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { clinicWords } from "./words";

interface ServicePickerProps {
  readonly services: readonly Service[];
  readonly value: string | null;
  readonly onChoose: (code: string) => void;
}

export function ServicePicker({ services, value, onChoose }: ServicePickerProps): VNode {
  const say = useWords(clinicWords);
  return (
    <div class="tiles" role="radiogroup" aria-label={say("service")}>
      {services.map((service, index) => (
        <button
          key={service.code}
          type="button"
          role="radio"
          class="tile"
          aria-checked={service.code === value}
          tabIndex={service.code === value || (value === null && index === 0) ? 0 : -1}
          onClick={() => onChoose(service.code)}
          onKeyDown={event => {
            const step =
              event.key === "ArrowRight" || event.key === "ArrowDown"
                ? 1
                : event.key === "ArrowLeft" || event.key === "ArrowUp"
                  ? -1
                  : 0;
            const next = services[(index + step + services.length) % services.length];
            if (step === 0 || !next) return;
            event.preventDefault();
            onChoose(next.code);
            (event.currentTarget.parentElement?.children[services.indexOf(next)] as HTMLElement | undefined)?.focus();
          }}
        >
          <Icon name={kindIcons[service.kind]} />
          <span>{labelOf(service.labels, service.code)}</span>
        </button>
      ))}
    </div>
  );
}
