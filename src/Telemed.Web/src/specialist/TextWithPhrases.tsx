import type { VNode } from "preact";
import { useSession } from "../platform/session";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { dropPhrase, keepPhrase, phrasesOf } from "./phrases";
import { specialistWords } from "./words";

interface TextWithPhrasesProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly normalText?: string | undefined;
  readonly rows?: number;
}

/** A text field with the template's normal text and the reader's own phrases one click away. */
export function TextWithPhrases({ id, label, value, onInput, normalText, rows = 2 }: TextWithPhrasesProps): VNode {
  const say = useWords(specialistWords);
  const personId = useSession()?.person.id ?? "";
  const phrases = useStore(phrasesOf(personId));
  const add = (text: string) => onInput(value.trim() === "" ? text : `${value.trimEnd()}\n${text}`);
  return (
    <div class="field">
      <div class="row" style={{ minHeight: "22px" }}>
        <label for={id} class="grow">
          {label}
        </label>
        {normalText !== undefined && value.trim() === "" && (
          <Button look="plain" size="small" onClick={() => onInput(normalText)}>
            {say("normal")}
          </Button>
        )}
        <Popover
          label={say("phrases")}
          button={(open, toggle) => (
            <Button
              look="plain"
              size="small"
              icon="book"
              label={`${say("phrases")}: ${label}`}
              expanded={open}
              onClick={toggle}
            />
          )}
        >
          {close => (
            <div style={{ width: "300px", padding: "4px 0" }}>
              {phrases.length === 0 && (
                <p class="quiet small" style={{ padding: "8px 12px" }}>
                  {say("noPhrases")}
                </p>
              )}
              {phrases.map(phrase => (
                <div key={phrase} class="row" style={{ gap: 0 }}>
                  <button
                    type="button"
                    class="menu-item cut"
                    onClick={() => {
                      add(phrase);
                      close();
                    }}
                  >
                    <span class="cut">{phrase}</span>
                  </button>
                  <button
                    type="button"
                    class="button plain icon-only small"
                    aria-label={say("remove", { what: phrase })}
                    onClick={() => dropPhrase(personId, phrase)}
                  >
                    <Icon name="cross" tiny />
                  </button>
                </div>
              ))}
              {value.trim() !== "" && (
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    keepPhrase(personId, value);
                    close();
                  }}
                >
                  <Icon name="plus" tiny />
                  {say("savePhrase")}
                </button>
              )}
            </div>
          )}
        </Popover>
      </div>
      <textarea
        id={id}
        class="input"
        rows={rows}
        value={value}
        maxLength={20_000}
        onInput={event => onInput(event.currentTarget.value)}
      />
    </div>
  );
}
