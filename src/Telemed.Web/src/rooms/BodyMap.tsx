import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { bodyOutline, bodyRegions, type BodyCode } from "./bodyRegions";
import { bodyWords } from "./bodyWords";
import { roomWords } from "./words";

interface BodyMapProps {
  readonly chosen: string | null;
  readonly onChoose: (code: BodyCode | null) => void;
}

/** Front and back of a person; a tap names the part by its code. The list below serves keyboard and screen reader. */
export function BodyMap({ chosen, onChoose }: BodyMapProps): VNode {
  const say = useWords(bodyWords);
  const sayRoom = useWords(roomWords);
  return (
    <div class="column">
      <div class="room-body-map" aria-hidden="true">
        {(["front", "back"] as const).map(side => (
          <svg key={side} viewBox="8 0 84 200">
            {side === "back" && bodyOutline.map(path => <path key={path} d={path} class="outline" />)}
            {bodyRegions
              .filter(region => region.side === side)
              .map(region => (
                <path
                  key={region.code}
                  d={region.path}
                  class={region.code === chosen ? "chosen" : undefined}
                  onClick={() => onChoose(region.code === chosen ? null : region.code)}
                >
                  <title>{say(region.code)}</title>
                </path>
              ))}
          </svg>
        ))}
      </div>
      <label class="field">
        <span class="label">{sayRoom("region")}</span>
        <select
          class="input"
          value={chosen ?? ""}
          onChange={event => {
            const code = event.currentTarget.value;
            onChoose(code === "" ? null : (code as BodyCode));
          }}
        >
          <option value="">{sayRoom("noRegion")}</option>
          {bodyRegions.map(region => (
            <option key={region.code} value={region.code}>
              {say(region.code)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
