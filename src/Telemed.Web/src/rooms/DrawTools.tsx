import type { VNode } from "preact";
import { postJson } from "../platform/api";
import { asProblem } from "../platform/problem";
import { useStore } from "../platform/store";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { problemText } from "../ui/ProblemNote";
import { toast } from "../ui/Toast";
import { drawingsOf } from "./lines";
import type { RoomSession } from "./roomSession";
import type { RoomLine } from "./types";
import { roomWords } from "./words";

export type DrawTool = "none" | "stroke" | "arrow" | "ring";
const tools = ["stroke", "arrow", "ring"] as const;

interface DrawToolsProps {
  readonly session: RoomSession;
  readonly personId: string;
  readonly subject: string;
  readonly tool: DrawTool;
  readonly onTool: (tool: DrawTool) => void;
}

/** Drawing on the study for everybody to see; what is worth it is kept with the case. */
export function DrawTools({ session, personId, subject, tool, onTool }: DrawToolsProps): VNode {
  const say = useWords(roomWords);
  const room = useStore(session.room);
  const drawings = drawingsOf(useStore(session.lines), subject);
  const isHost = room.people.some(person => person.personId === personId && person.role === "host");
  const erasable = drawings.filter(each => !each.isKept && (isHost || each.personId === personId));
  const unkept = drawings.filter(each => !each.isKept);
  const keep = async () => {
    try {
      for (const each of unkept)
        session.took(await postJson<RoomLine>(`/api/rooms/${session.id}/drawings/${each.sequence}/keeping`));
      toast(say("drawingsKept"));
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
  };
  return (
    <div class="row" role="toolbar" aria-label={say("drawing")}>
      {tools.map(each => (
        <Button
          key={each}
          size="small"
          icon={each === "stroke" ? "pen" : each === "arrow" ? "arrow" : "ring"}
          label={say(`draw_${each}`)}
          pressed={tool === each}
          onClick={() => onTool(tool === each ? "none" : each)}
        />
      ))}
      {erasable.length > 0 && (
        <Button
          size="small"
          icon="undo"
          label={say("eraseLast")}
          onClick={() => void session.erase(erasable.at(-1)?.sequence ?? 0)}
        />
      )}
      {unkept.length > 0 && room.allowed.includes("keep") && (
        <Button size="small" onClick={() => void keep()}>
          {say("keepDrawings", { n: unkept.length })}
        </Button>
      )}
    </div>
  );
}
