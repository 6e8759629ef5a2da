import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { CaseRow } from "../case/types";
import { useCatalogue } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Dialog } from "../ui/Dialog";
import { specialistWords } from "./words";

/** Skipping is allowed and asks why; a number key answers. */
export function SkipDialog({
  row,
  onSkip,
  onClose,
}: {
  readonly row: CaseRow;
  readonly onSkip: (reason: string) => Promise<void>;
  readonly onClose: () => void;
}): VNode {
  const say = useWords(specialistWords);
  const reasons = useCatalogue()?.codes["skip_reason"] ?? [];
  const [busy, setBusy] = useState(false);
  const choose = (reason: string) => {
    if (busy) return;
    setBusy(true);
    void onSkip(reason);
  };
  return (
    <Dialog title={say("skipWhy")} onClose={onClose}>
      <p class="quiet">
        {row.patient.name} · {row.facility.name}
      </p>
      <div
        onKeyDown={event => {
          const chosen = reasons[Number(event.key) - 1];
          if (chosen) choose(chosen.code);
        }}
      >
        {reasons.map((reason, index) => (
          <button
            key={reason.code}
            type="button"
            class="menu-item"
            disabled={busy}
            autofocus={index === 0}
            onClick={() => choose(reason.code)}
          >
            <kbd>{index + 1}</kbd>
            {labelOf(reason.labels, reason.code)}
          </button>
        ))}
      </div>
    </Dialog>
  );
}
