import type { VNode } from "preact";
import { codeLabel } from "../platform/catalogue";
import { useSession } from "../platform/session";
import { useWords } from "../platform/words";
import { signInWords } from "../signin/words";
import { Authenticator } from "./Authenticator";
import { PasswordForm } from "./FirstPassword";

/** The person's own data: roles, password, second factor. */
export default function AccountPage(): VNode | null {
  const say = useWords(signInWords);
  const session = useSession();
  if (session === null) return null;
  return (
    <div class="page column" style={{ maxWidth: "640px" }}>
      <h1>{session.person.name}</h1>
      <section class="panel column" aria-label={say("roles")}>
        <h2>{say("roles")}</h2>
        <ul>
          {session.roles.map(role => (
            <li key={role.role + role.facilityId}>
              {codeLabel("role", role.role)} · {role.facilityName}{" "}
              <span class="quiet">({codeLabel("tier", role.tier)})</span>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel column" aria-label={say("security")}>
        <h2>{say("security")}</h2>
        <PasswordForm onDone={() => undefined} />
        <hr />
        <Authenticator />
      </section>
    </div>
  );
}
