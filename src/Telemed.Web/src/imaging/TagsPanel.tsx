import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { useWords } from "../platform/words";
import type { DicomJson } from "./study";
import { tagName } from "./tagNames";
import { linesOf } from "./tagLines";
import { imagingWords } from "./words";

/** The header as it was sent, as plain text, with what stands in its sequences. */
export function TagsPanel({ row }: { readonly row: DicomJson }): VNode {
  const say = useWords(imagingWords);
  const [wanted, setWanted] = useState("");
  const words = wanted.trim().toLowerCase();
  const all = useMemo(() => linesOf(row), [row]);
  const lines = all.filter(line =>
    words === "" ? true : `${line.tag} ${tagName(line.tag)} ${line.text}`.toLowerCase().includes(words),
  );
  return (
    <div class="imaging-tags" tabIndex={0}>
      <input
        type="search"
        value={wanted}
        placeholder={say("findTag")}
        aria-label={say("findTag")}
        onInput={event => setWanted(event.currentTarget.value)}
      />
      <table>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              <th scope="row">
                {"> ".repeat(line.depth)}
                {`(${line.tag.slice(0, 4)},${line.tag.slice(4)})`}
              </th>
              <td>{line.vr}</td>
              <td>
                {tagName(line.tag) !== "" && <span class="imaging-tag-name">{tagName(line.tag)}</span>}
                {line.text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
