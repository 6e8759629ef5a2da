import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { usePages } from "../../desk/usePages";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { navigate, setQuery, usePlace } from "../../platform/router";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { TextField } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { AdminFrame } from "../AdminFrame";
import { FacilityPicker } from "../FacilityPicker";
import type { Person } from "../types";
import { adminWords } from "../words";
import { peopleWords } from "./words";

const searchAfterMs = 250;
const rolesShown = 2;

/** Everybody, by name, at a facility and below it. */
export default function PeoplePage(): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const { query } = usePlace();
  const [typed, setTyped] = useState(query.get("q") ?? "");
  const facilityId = query.get("facilityId") ?? "";
  const asked = new URLSearchParams({
    ...((query.get("q") ?? "") === "" ? {} : { q: query.get("q") ?? "" }),
    ...(facilityId === "" ? {} : { facilityId }),
  });
  const people = usePages<Person>(`/api/people?${asked}`, null);
  useEffect(() => {
    const timer = setTimeout(() => {
      if ((new URLSearchParams(location.search).get("q") ?? "") !== typed.trim()) setQuery({ q: typed.trim() });
    }, searchAfterMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <AdminFrame
      title={sayAdmin("people")}
      tools={
        <Button icon="plus" look="primary" to="/admin/people/new">
          {say("newPerson")}
        </Button>
      }
    >
      <div class="admin-filters" role="search">
        <TextField label={sayAdmin("search")} type="search" value={typed} onInput={setTyped} />
        <FacilityPicker
          label={sayAdmin("facility")}
          value={facilityId}
          onChange={id => setQuery({ facilityId: id })}
          empty={sayAdmin("all")}
        />
      </div>
      {people.problem && <ProblemNote problem={people.problem} onRetry={people.refetch} />}
      {people.rows === null && people.loading && <Skeleton lines={8} heightPx={32} />}
      {people.rows?.length === 0 && (
        <Empty icon="people" title={say("noPeople")}>
          <p>{say("noPeopleText")}</p>
        </Empty>
      )}
      {people.rows !== null && people.rows.length > 0 && (
        <Table<Person>
          label={sayAdmin("people")}
          rows={people.rows}
          keyOf={row => row.id}
          onOpen={row => navigate(`/admin/people/${row.id}`)}
          columns={[
            {
              key: "name",
              head: say("fullName"),
              cell: row => (
                <>
                  <span class="strong">{row.name}</span>{" "}
                  <span class="quiet small">{[row.title, row.login].filter(Boolean).join(" · ")}</span>
                </>
              ),
            },
            { key: "roles", head: say("roles"), cell: row => <Roles person={row} /> },
            {
              key: "specialties",
              head: say("specialties"),
              cell: row => row.specialties.map(code => codeLabel("specialty", code)).join(", "),
            },
            {
              key: "seen",
              head: say("lastSeen"),
              cell: row => (
                <span class="nowrap quiet">
                  {row.active ? (
                    row.lastSeenAt === null ? (
                      say("never")
                    ) : (
                      showMoment(row.lastSeenAt)
                    )
                  ) : (
                    <span class="badge yellow">{say("deactivated")}</span>
                  )}
                </span>
              ),
            },
          ]}
        />
      )}
      {people.more && (
        <p class="row" style={{ justifyContent: "center", marginTop: "12px" }}>
          <Button busy={people.loading} onClick={people.loadMore}>
            {sayAdmin("more")}
          </Button>
        </p>
      )}
    </AdminFrame>
  );
}

function Roles({ person }: { readonly person: Person }): VNode {
  return (
    <>
      {person.roles.slice(0, rolesShown).map(each => (
        <div key={each.role + each.facilityId}>
          {codeLabel("role", each.role)} <span class="quiet small">{each.facilityName}</span>
        </div>
      ))}
      {person.roles.length > rolesShown && <span class="quiet small">+{person.roles.length - rolesShown}</span>}
    </>
  );
}
