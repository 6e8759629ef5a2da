import type { VNode } from "preact";
import type { DicomJson } from "./study";

/** The header as it was sent, as plain text. */
export function TagsPanel({ row }: { readonly row: DicomJson }): VNode {
  const lines = Object.entries(row).sort(([left], [right]) => left.localeCompare(right));
  return (
    <div class="imaging-tags" tabIndex={0}>
      <table>
        <tbody>
          {lines.map(([tag, { vr, Value }]) => (
            <tr key={tag}>
              <th scope="row">{`(${tag.slice(0, 4)},${tag.slice(4)})`}</th>
              <td>{vr}</td>
              <td>{shown(Value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(values: readonly unknown[] | undefined): string {
  const text = (values ?? []).map(value => (typeof value === "object" ? JSON.stringify(value) : String(value))).join(" \\ ");
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
