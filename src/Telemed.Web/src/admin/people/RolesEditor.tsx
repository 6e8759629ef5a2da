import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { labelOf } from "../../platform/language";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Select } from "../../ui/Select";
import { FacilityPicker } from "../FacilityPicker";
import type { RoleAt } from "../types";
import { adminWords } from "../words";
import { peopleWords } from "./words";

interface RolesEditorProps {
  readonly roles: readonly RoleAt[];
  readonly onChange: (roles: readonly RoleAt[]) => void;
}

/** What a person is, and where; one may be several things at several places. */
export function RolesEditor({ roles, onChange }: RolesEditorProps): VNode {
  const say = useWords(peopleWords);
  const sayAdmin = useWords(adminWords);
  const known = useCatalogue();
  const [role, setRole] = useState("");
  const [facilityId, setFacilityId] = useState("");
  const isThere = roles.some(each => each.role === role && each.facilityId === facilityId);
  const add = () => {
    onChange([...roles, { role, facilityId, facilityName: null }]);
    setRole("");
  };
  return (
    <div class="column">
      {roles.length === 0 && <p class="quiet">{say("noRoles")}</p>}
      <ul class="chips">
        {roles.map(each => (
          <li key={each.role + each.facilityId} class="badge accent">
            {codeLabel("role", each.role)}
            {each.facilityName !== null && ` · ${each.facilityName}`}
            <button
              type="button"
              class="button plain icon-only small"
              aria-label={say("roleRemove", { role: codeLabel("role", each.role) })}
              onClick={() => onChange(roles.filter(other => other !== each))}
            >
              <Icon name="cross" tiny />
            </button>
          </li>
        ))}
      </ul>
      <div class="row wrap" style={{ alignItems: "flex-end" }}>
        <Select
          label={sayAdmin("role")}
          value={role}
          onChange={setRole}
          choices={[
            { value: "", label: sayAdmin("choose") },
            ...(known?.codes["role"] ?? [])
              .filter(each => each.code !== "device")
              .map(each => ({ value: each.code, label: labelOf(each.labels, each.code) })),
          ]}
        />
        <FacilityPicker label={sayAdmin("facility")} value={facilityId} onChange={setFacilityId} />
        <Button icon="plus" disabled={role === "" || facilityId === "" || isThere} onClick={add}>
          {say("roleAdd")}
        </Button>
      </div>
    </div>
  );
}
