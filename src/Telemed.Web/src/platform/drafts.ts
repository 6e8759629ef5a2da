/** What a person typed and the hub does not have yet. It survives a closed tab, an ended log-in and a power cut. */
interface Kept<T> {
  readonly savedAtMs: number;
  readonly personId: string;
  readonly value: T;
}

const prefix = "telemed.draft.";
/** After this long a leftover draft is no help to anyone. */
const keptForMs = 7 * 24 * 3_600_000;

export function keepDraft<T>(key: string, personId: string, value: T): void {
  try {
    localStorage.setItem(prefix + key, JSON.stringify({ savedAtMs: Date.now(), personId, value } satisfies Kept<T>));
  } catch {
    // The device's own store is full or forbidden. The draft still goes to the hub.
  }
}

/** The draft under the key if it is this person's own; another person at the same computer never sees it. */
export function keptDraft<T>(key: string, personId: string): T | null {
  const text = localStorage.getItem(prefix + key);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as Kept<T>;
    return kept.personId === personId && Date.now() - kept.savedAtMs < keptForMs ? kept.value : null;
  } catch {
    return null;
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(prefix + key);
}
