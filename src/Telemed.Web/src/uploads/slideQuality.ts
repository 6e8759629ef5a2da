import { getJson } from "../platform/api";
import type { SeenQuality } from "./item";

const askEveryMs = 2_000;
const asksAtMost = 45;

/** What the summary of a slide tells of its fitness; null while it has not been measured. */
export function qualityIn(summary: Readonly<Record<string, unknown>> | null | undefined): SeenQuality | null {
  const found = summary?.["quality"];
  if (typeof found !== "object" || found === null) return null;
  const { state, verdict, reasons } = found as Record<string, unknown>;
  return {
    state: typeof state === "string" ? state : "",
    verdict: typeof verdict === "string" ? verdict : null,
    reasons: Array.isArray(reasons) ? reasons.filter(reason => typeof reason === "string") : [],
  };
}

/** Asks until the hub has looked at the slide: the glass still lies beside the scanner then. */
export async function followQuality(uploadId: string, onSeen: (quality: SeenQuality) => void): Promise<void> {
  for (let ask = 0; ask < asksAtMost; ask++) {
    try {
      const { summary } = await getJson<{ readonly summary: Readonly<Record<string, unknown>> | null }>(`/api/uploads/${uploadId}`);
      const quality = qualityIn(summary);
      if (quality !== null) return onSeen(quality);
    } catch {
      // The case's page tells it too, when the line is there again.
    }
    await new Promise(resolve => setTimeout(resolve, askEveryMs));
  }
}
