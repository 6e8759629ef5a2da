import type { VNode } from "preact";
import { qrModules } from "./qr";

/** Draws a text as a QR code, with the white border a reader needs; nothing when the text is too long. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): VNode | null {
  const rows = qrModules(text);
  if (rows === null) return null;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <div class="qr">
      <svg viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label} shape-rendering="crispEdges">
        <path d={path} fill="#000" />
      </svg>
    </div>
  );
}
