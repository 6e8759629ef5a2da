import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { setQuery, usePlace } from "../../platform/router";
import { can } from "../../platform/session";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Tabs } from "../../ui/Tabs";
import { AdminFrame } from "../AdminFrame";
import { adminWords } from "../words";
import { Conflicts } from "./Conflicts";
import { Removals } from "./Removals";
import { RemoveDialog } from "./RemoveDialog";
import { imageWords } from "./words";

const views = ["conflicts", "removals"] as const;
type View = (typeof views)[number];

/** Images that contradict each other, and images that were taken out of sight. */
export default function ImagesPage(): VNode {
  const say = useWords(imageWords);
  const sayAdmin = useWords(adminWords);
  const { query } = usePlace();
  const allowed = views.filter(each => can(each === "conflicts" ? "resolve_quarantine" : "remove_images"));
  const view = allowed.find(each => each === query.get("view")) ?? allowed[0] ?? "removals";
  const [removing, setRemoving] = useState(false);
  const [version, setVersion] = useState(0);
  return (
    <AdminFrame
      title={sayAdmin("images")}
      tools={can("remove_images") && <Button onClick={() => setRemoving(true)}>{say("remove")}</Button>}
    >
      <Tabs<View>
        label={sayAdmin("images")}
        value={view}
        onChange={next => setQuery({ view: next })}
        tabs={allowed.map(each => ({ value: each, label: say(each) }))}
      />
      <div role="tabpanel" class="column" style={{ paddingTop: "16px" }}>
        {view === "conflicts" ? <Conflicts /> : <Removals key={version} />}
      </div>
      {removing && (
        <RemoveDialog
          onClose={() => setRemoving(false)}
          onDone={() => {
            setRemoving(false);
            setQuery({ view: "removals" });
            setVersion(now => now + 1);
          }}
        />
      )}
    </AdminFrame>
  );
}
