import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../platform/api";
import { codeLabel } from "../platform/catalogue";
import { chooseLanguage, language, languageNames, languages } from "../platform/language";
import { useStore } from "../platform/store";
import { useNow } from "../platform/time";
import { useWords } from "../platform/words";
import "./signin.css";
import { SignInForm, type Filled } from "./SignInForm";
import type { Demonstration } from "./types";
import { signInWords } from "./words";

/** How often the demonstration's codes are fetched: they hold for thirty seconds. */
const codesEverySeconds = 10;

export default function SignInPage(): VNode {
  const say = useWords(signInWords);
  const chosen = useStore(language);
  const [filled, setFilled] = useState<Filled>({ login: "", password: "", code: "" });
  const demonstration = useDemonstration();
  // A code that ran out while the person looked elsewhere would only fail: keep the filled one fresh.
  useEffect(() => {
    const same = demonstration?.logins.find(each => each.login === filled.login);
    if (same && filled.code !== "" && same.code !== null && same.code !== filled.code)
      setFilled({ ...filled, code: same.code });
  }, [demonstration]);
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <div class="sign-in-brand">
          <img src="/icon.svg" alt="" width={44} height={44} />
          <div>
            <h1>Telemed</h1>
            <p class="quiet small">{say("lead")}</p>
          </div>
        </div>
        <div class="row wrap" role="group">
          {languages.map(each => (
            <button
              key={each}
              type="button"
              class="sign-in-language"
              aria-pressed={each === chosen}
              lang={each}
              onClick={() => chooseLanguage(each)}
            >
              {languageNames[each]}
            </button>
          ))}
        </div>
        <SignInForm filled={filled} onFill={setFilled} onDone={() => undefined} />
      </div>
      {demonstration && (
        <section class="sign-in-card" aria-labelledby="demo-title">
          <h2 id="demo-title">{say("demo")}</h2>
          <p class="quiet small">{say("demoHint")}</p>
          <ul class="demo-list">
            {demonstration.logins.map(each => (
              <li key={each.login}>
                <button
                  type="button"
                  class="demo-login"
                  aria-pressed={each.login === filled.login}
                  onClick={() => setFilled({ login: each.login, password: each.password, code: each.code ?? "" })}
                >
                  <span class="grow">
                    <span class="strong">{each.name}</span> <span class="quiet">{codeLabel("role", each.role)}</span>
                    <span class="quiet small cut demo-place">{each.facility}</span>
                  </span>
                  <span class="mono small">
                    {each.login}
                    <br />
                    {each.code}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {demonstration.deviceKey !== null && (
            <dl class="facts small">
              <dt>{say("deviceKey")}</dt>
              <dd class="mono">{demonstration.deviceKey}</dd>
              <dt>AE</dt>
              <dd class="mono">{demonstration.aeTitles.join(" · ")}</dd>
            </dl>
          )}
        </section>
      )}
    </main>
  );
}

function useDemonstration(): Demonstration | null {
  const [demonstration, setDemonstration] = useState<Demonstration | null>(null);
  const now = useNow(codesEverySeconds);
  const [none, setNone] = useState(false);
  useEffect(() => {
    if (none) return;
    const abort = new AbortController();
    getJson<Demonstration>("/api/demonstration", abort.signal).then(setDemonstration, (error: { status?: number }) => {
      if (error.status === 404) setNone(true);
    });
    return () => abort.abort();
  }, [now, none]);
  return demonstration;
}
