import type { VNode } from "preact";
import { pictureUrl, type Snapshot } from "../case/snapshots";
import { snapshotWords } from "../case/snapshotWords";
import { deleteJson, putJson } from "../platform/api";
import { useData } from "../platform/data";
import { asProblem } from "../platform/problem";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { NotCome } from "../ui/NotCome";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";

/** The pictures that will stand in the report when it is signed, each with its caption. */
export function SnapshotStrip({ caseId }: { readonly caseId: string }): VNode | null {
  const say = useWords(snapshotWords);
  const kept = useData<readonly Snapshot[]>(`/api/consultations/${caseId}/snapshots`, `consultation:${caseId}`);
  const pictures = kept.value ?? [];
  if (pictures.length === 0) return <NotCome of={kept} />;
  const change = async (send: () => Promise<readonly Snapshot[]>) => {
    try {
      kept.set(await send());
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
      kept.refetch();
    }
  };
  const url = (id: string) => `/api/consultations/${caseId}/snapshots/${id}`;
  return (
    <section class="snapshot-strip" aria-label={say("pictures")}>
      <h3>{say("pictures")}</h3>
      <ol>
        {pictures.map((picture, index) => (
          <li key={picture.id}>
            <img src={pictureUrl(caseId, picture.id)} alt="" loading="lazy" />
            <input
              class="input"
              aria-label={say("captionOf", { n: index + 1 })}
              placeholder={say("caption")}
              maxLength={300}
              value={picture.caption}
              onChange={event => {
                const caption = event.currentTarget.value;
                void change(() => putJson(url(picture.id), { caption }));
              }}
            />
            <Button size="small" look="plain" icon="cross" label={say("remove")} onClick={() => void change(() => deleteJson(url(picture.id)))} />
          </li>
        ))}
      </ol>
    </section>
  );
}
