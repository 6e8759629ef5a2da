import type { VNode } from "preact";
import { codeLabel } from "../platform/catalogue";
import { chooseLanguage, language, languageNames, languages, type Language } from "../platform/language";
import { Link } from "../platform/router";
import { keepPreferences, signOut, type Session } from "../platform/session";
import { useStore } from "../platform/store";
import { chooseTheme, theme, type Theme } from "../platform/theme";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { Popover } from "../ui/Popover";
import { Segments } from "../ui/Select";
import { shellWords } from "./words";

export function PersonMenu({ session }: { readonly session: Session }): VNode {
  const say = useWords(shellWords);
  const chosen = useStore(language);
  const look = useStore(theme);
  const setLanguage = (next: Language) => {
    chooseLanguage(next);
    void keepPreferences({ language: next });
  };
  const setTheme = (next: Theme) => {
    chooseTheme(next);
    void keepPreferences({ theme: next });
  };
  return (
    <Popover
      label={session.person.name}
      button={(open, toggle) => (
        <button
          type="button"
          class="button plain"
          aria-expanded={open}
          onClick={toggle}
        >
          <span class="visually-hidden">{`${session.person.name}, ${say("menu")}`}</span>
          <span class="initials" aria-hidden="true">
            {initials(session.person.name)}
          </span>
          <Icon name="down" tiny />
        </button>
      )}
    >
      {close => (
        <div style={{ minWidth: "260px", paddingBottom: "8px" }}>
          <div style={{ padding: "12px" }}>
            <p class="strong">{session.person.name}</p>
            {session.roles.map(role => (
              <p key={role.role + role.facilityId} class="quiet small">
                {codeLabel("role", role.role)} · {role.facilityName}
              </p>
            ))}
          </div>
          <p class="menu-label">{say("language")}</p>
          <div role="menu" aria-label={say("language")}>
            {languages.map(each => (
              <button
                key={each}
                type="button"
                role="menuitemradio"
                class="menu-item"
                aria-checked={each === chosen}
                lang={each}
                onClick={() => setLanguage(each)}
              >
                <span class="grow">{languageNames[each]}</span>
                {each === chosen && <Icon name="check" tiny />}
              </button>
            ))}
          </div>
          <p class="menu-label">{say("theme")}</p>
          <div style={{ padding: "4px 12px 8px" }}>
            <Segments<Theme>
              label={say("theme")}
              value={look}
              onChange={setTheme}
              choices={[
                { value: "light", label: say("light") },
                { value: "dark", label: say("dark") },
                { value: "system", label: say("system") },
              ]}
            />
          </div>
          <Link to="/account" class="menu-item" onClick={close}>
            <Icon name="person" />
            {say("account")}
          </Link>
          <button type="button" class="menu-item" onClick={() => void signOut()}>
            <Icon name="out" />
            {say("signOut")}
          </button>
        </div>
      )}
    </Popover>
  );
}

/** The family sign of a Chinese name, the first letters of others. */
function initials(name: string): string {
  if (/\p{Script=Han}/u.test(name)) return [...name][0] ?? "";
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map(part => [...part][0] ?? "")
    .join("")
    .toUpperCase();
}
