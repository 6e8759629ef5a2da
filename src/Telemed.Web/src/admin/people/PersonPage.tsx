import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { postJson, putJson } from "../../platform/api";
import { useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { isLanguage } from "../../platform/language";
import { useParameter } from "../../platform/router";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { AdminFrame } from "../AdminFrame";
import type { Credentials, Person } from "../types";
import { useLeaveGuard } from "../useLeaveGuard";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import { CredentialsDialog } from "./CredentialsDialog";
import { identityBody, IdentityFields, type Identity } from "./IdentityFields";
import { RolesEditor } from "./RolesEditor";
import { SkillsEditor } from "./SkillsEditor";
import { peopleWords } from "./words";

/** One person: who he is, what he is where, what he may read, and his access. */
export default function PersonPage(): VNode {
  const say = useWords(peopleWords);
  useCatalogue();
  const id = useParameter("id");
  const person = useData<Person>(`/api/people/${id}`);
  return (
    <AdminFrame
      title={person.value?.name ?? ""}
      tools={
        <Button look="plain" icon="left" to="/admin/people">
          {say("back")}
        </Button>
      }
    >
      {person.problem && <ProblemNote problem={person.problem} onRetry={person.refetch} />}
      {person.value === null && person.loading && <Skeleton lines={8} heightPx={28} />}
      {person.value && (
        <PersonForm key={`${id}/${person.value.version}`} person={person.value} onChanged={person.set} />
      )}
    </AdminFrame>
  );
}

function identityOf(person: Person): Identity {
  return {
    name: person.name,
    title: person.title ?? "",
    phone: person.phone ?? "",
    licenceNumber: person.licenceNumber ?? "",
    language: isLanguage(person.language) ? person.language : "en",
    timeZone: person.timeZone ?? "UTC",
  };
}

interface PersonFormProps {
  readonly person: Person;
  readonly onChanged: (person: Person) => void;
}

const none: readonly string[] = [];

/** Three forms in one: the hub keeps identity, roles and skills apart, so only what changed is sent. */
function PersonForm({ person, onChanged }: PersonFormProps): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  const [identity, setIdentity] = useState(() => identityOf(person));
  const [roles, setRoles] = useState(person.roles);
  const [specialties, setSpecialties] = useState(person.specialties);
  const [privileges, setPrivileges] = useState(person.privileges);
  const [needsReview, setNeedsReview] = useState(person.needsReview ?? none);
  const save = useSave();
  const changed = {
    identity: JSON.stringify(identity) !== JSON.stringify(identityOf(person)),
    roles: roles !== person.roles,
    skills:
      specialties !== person.specialties ||
      privileges !== person.privileges ||
      needsReview !== (person.needsReview ?? none),
  };
  const isChanged = changed.identity || changed.roles || changed.skills;
  useLeaveGuard(isChanged);
  useEffect(() => {
    setRoles(person.roles);
    setSpecialties(person.specialties);
    setPrivileges(person.privileges);
    setNeedsReview(person.needsReview ?? none);
  }, [person]);
  const send = () =>
    save.run(async () => {
      const url = `/api/people/${person.id}`;
      let latest = person;
      if (changed.identity) latest = await putJson<Person>(url, { ...identityBody(identity), version: person.version });
      if (changed.roles) latest = await putJson<Person>(`${url}/roles`, { roles });
      if (changed.skills) latest = await putJson<Person>(`${url}/privileges`, { specialties, privileges, needsReview });
      onChanged(latest);
      toast(sayAdmin("saved"));
    });
  return (
    <form
      class="panel"
      onSubmit={event => {
        event.preventDefault();
        void send();
      }}
    >
      <IdentityFields value={identity} onChange={setIdentity} />
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
        <div>
          <Button type="submit" look="primary" busy={save.busy} disabled={!isChanged}>
            {sayAdmin("save")}
          </Button>
        </div>
      </div>
      <Access person={person} onChanged={onChanged} />
    </form>
  );
}

/** Log-in name, last use, and the two things that cannot be undone. */
function Access({ person, onChanged }: PersonFormProps): VNode {
  const say = useWords(peopleWords);
  const sayUi = useWords(uiWords);
  const [asking, setAsking] = useState<"reset" | "deactivate" | null>(null);
  const [shown, setShown] = useState<Credentials | null>(null);
  const save = useSave();
  const act = (what: "reset" | "deactivate") =>
    save.run(async () => {
      if (what === "reset") setShown(await postJson<Credentials>(`/api/people/${person.id}/reset`));
      else onChanged(await postJson<Person>(`/api/people/${person.id}/deactivation`));
      setAsking(null);
    });
  return (
    <section class="form-section column" aria-label={say("access")}>
      <h2>{say("access")}</h2>
      <dl class="facts">
        <dt>{say("login")}</dt>
        <dd class="mono">{person.login}</dd>
        <dt>{say("secondFactor")}</dt>
        <dd>{say(person.hasSecondFactor ? "set" : "notSet")}</dd>
        <dt>{say("lastSeen")}</dt>
        <dd>{person.lastSeenAt === null ? say("never") : showMoment(person.lastSeenAt)}</dd>
      </dl>
      {person.active ? (
        <div class="row wrap">
          <Button icon="key" onClick={() => setAsking("reset")}>
            {say("reset")}
          </Button>
          <Button icon="lock" look="danger" onClick={() => setAsking("deactivate")}>
            {say("deactivate")}
          </Button>
        </div>
      ) : (
        <p class="note yellow">{say("deactivated")}</p>
      )}
      {asking && (
        <Dialog
          title={say(asking === "reset" ? "resetAsk" : "deactivateAsk", { name: person.name })}
          onClose={() => setAsking(null)}
          foot={
            <>
              <Button onClick={() => setAsking(null)}>{sayUi("cancel")}</Button>
              <Button look="danger" busy={save.busy} onClick={() => void act(asking)}>
                {say(asking)}
              </Button>
            </>
          }
        >
          <p>{say(asking === "reset" ? "resetText" : "deactivateText")}</p>
          {save.problem && <ProblemNote problem={save.problem} />}
        </Dialog>
      )}
      {shown && (
        <CredentialsDialog name={person.name} login={person.login} credentials={shown} onClose={() => setShown(null)} />
      )}
    </section>
  );
}
