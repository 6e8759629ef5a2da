import type { VNode } from "preact";
import { useCatalogue, type Colour, type Service } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { colourGlyphs } from "../ui/ColourMark";
import { Tick } from "../ui/Field";
import { Select } from "../ui/Select";
import { uiWords } from "../ui/words";
import { isBelowSuggestion, suggestedColour, withFlag, type NewCase } from "./newCase";
import { clinicWords } from "./words";

interface ColourPickerProps {
  readonly draft: NewCase;
  readonly service: Service | undefined;
  readonly change: (next: (draft: NewCase) => NewCase) => void;
}

const colours: readonly Colour[] = ["red", "yellow", "green"];

/** The corridor, with the service's warning signs that suggest one. */
export function ColourPicker({ draft, service, change }: ColourPickerProps): VNode {
  const say = useWords(clinicWords);
  const sayUi = useWords(uiWords);
  const known = useCatalogue();
  const suggestion = suggestedColour(service, draft.redFlags);
  const choose = (colour: Colour) => change(old => ({ ...old, colour, colourChosen: true, colourReason: null }));
  return (
    <section class="panel column">
      <h2>{say("colour")}</h2>
      {service !== undefined && service.redFlags.length > 0 && (
        <fieldset>
          <legend class="small strong quiet">{say("redFlags")}</legend>
          <div class="flags">
            {service.redFlags.map(flag => (
              <Tick
                key={flag.code}
                checked={draft.redFlags.includes(flag.code)}
                onChange={on => change(old => withFlag(old, service, flag.code, on))}
              >
                {labelOf(flag.labels, flag.code)}
              </Tick>
            ))}
          </div>
        </fieldset>
      )}
      <div class="colour-choice" role="radiogroup" aria-label={say("colour")}>
        {colours.map(colour => (
          <button
            key={colour}
            type="button"
            role="radio"
            class={`colour-button ${colour}`}
            aria-checked={draft.colour === colour}
            tabIndex={draft.colour === colour ? 0 : -1}
            onClick={() => choose(colour)}
            onKeyDown={event => {
              const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
              const next = colours[(colours.indexOf(colour) + step + 3) % 3];
              if (step === 0 || !next) return;
              event.preventDefault();
              choose(next);
              (event.currentTarget.parentElement?.children[colours.indexOf(next)] as HTMLElement | undefined)?.focus();
            }}
          >
            <span class="glyph" aria-hidden="true">
              {colourGlyphs[colour]}
            </span>
            <span class="strong">{sayUi(colour)}</span>
            <span class="small">{sayUi(`${colour}Says`)}</span>
          </button>
        ))}
      </div>
      {suggestion !== null && draft.colour !== suggestion && (
        <div class="note yellow">
          <span class="body grow">{say("suggests", { colour: sayUi(suggestion) })}</span>
          <Button size="small" onClick={() => choose(suggestion)}>
            {say("follow")}
          </Button>
        </div>
      )}
      {isBelowSuggestion(draft.colour, suggestion) && (
        <Select
          label={say("colourReason")}
          value={draft.colourReason ?? ""}
          onChange={code => change(old => ({ ...old, colourReason: code || null }))}
          choices={[
            { value: "", label: say("chooseReason") },
            ...(known?.codes["colour_reason"] ?? []).map(code => ({
              value: code.code,
              label: labelOf(code.labels, code.code),
            })),
          ]}
        />
      )}
    </section>
  );
}
