import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../platform/api";
import { language, type Language } from "../../platform/language";
import { navigate } from "../../platform/router";
import { timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { AdminFrame } from "../AdminFrame";
import type { Credentials, Person, RoleAt } from "../types";
import { useLeaveGuard } from "../useLeaveGuard";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { CredentialsDialog } from "./CredentialsDialog";
import { identityBody, IdentityFields, type Identity } from "./IdentityFields";
import { RolesEditor } from "./RolesEditor";
import { SkillsEditor } from "./SkillsEditor";
import { peopleWords } from "./words";

/** Adds a person with everything at once; what to sign in with is shown once afterwards. */
export default function NewPersonPage(): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  const [login, setLogin] = useState("");
  const [identity, setIdentity] = useState<Identity>(() => ({
    name: "",
    title: "",
    phone: "",
    licenceNumber: "",
    language: language.get() as Language,
    timeZone: timeZone.get(),
  }));
  const [roles, setRoles] = useState<readonly RoleAt[]>([]);
  const [specialties, setSpecialties] = useState<readonly string[]>([]);
  const [privileges, setPrivileges] = useState<readonly string[]>([]);
  const [needsReview, setNeedsReview] = useState<readonly string[]>([]);
  const [added, setAdded] = useState<{ readonly person: Person; readonly credentials: Credentials } | null>(null);
  const save = useSave();
  useLeaveGuard(added === null && (login !== "" || identity.name !== ""));
  const send = () =>
    save.run(async () => {
      const body = { login: login.trim(), ...identityBody(identity), roles, specialties, privileges, needsReview };
      setAdded(await postJson("/api/people", body, undefined, { "Idempotency-Key": crypto.randomUUID() }));
    });
  return (
    <AdminFrame title={say("newPerson")}>
      <form
        class="panel"
        onSubmit={event => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="column">
          <TextField
            label={say("login")}
            value={login}
            onInput={setLogin}
            maxLength={64}
            hint={say("loginHint")}
            autofocus
            required
          />
          <IdentityFields value={identity} onChange={setIdentity} />
        </div>
        <div class="form-section">
          <h2>{say("roles")}</h2>
          <RolesEditor roles={roles} onChange={setRoles} />
        </div>
        <SkillsEditor
          specialties={specialties}
          privileges={privileges}
          needsReview={needsReview}
          onSpecialties={setSpecialties}
          onPrivileges={setPrivileges}
          onNeedsReview={setNeedsReview}
        />
        <div class="form-section column">
          {save.problem && <ProblemNote problem={save.problem} />}
          <div class="row">
            <Button
              type="submit"
              look="primary"
              busy={save.busy}
              disabled={login.trim() === "" || identity.name.trim() === ""}
            >
              {sayAdmin("save")}
            </Button>
            <Button to="/admin/people">{say("back")}</Button>
          </div>
        </div>
      </form>
      {added && (
        <CredentialsDialog
          name={added.person.name}
          login={added.person.login}
          credentials={added.credentials}
          onClose={() => navigate(`/admin/people/${added.person.id}`, { replace: true })}
        />
      )}
    </AdminFrame>
  );
}
