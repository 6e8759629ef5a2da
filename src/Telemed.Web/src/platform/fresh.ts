import { Problem } from "./problem";
import { createStore } from "./store";
import { nowMs } from "./time";

/** Proof that the person himself sits here, at most five minutes old. Signing asks for it. */
interface Fresh {
  readonly token: string;
  readonly expiresAt: string;
}

/** The question on the screen: the shell shows it and answers with a token, or with null when it was called off. */
export interface FreshQuestion {
  readonly answer: (fresh: Fresh | null) => void;
}

export const freshQuestion = createStore<FreshQuestion | null>(null);

let held: Fresh | null = null;
/** A token that ends during the call would only bring a refusal. */
const spareMs = 5_000;

export function forgetFresh(): void {
  held = null;
}

/** Does a call with a fresh credential; asks for one when there is none, or when the hub finds it too old. */
export async function withFresh<T>(send: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T> {
  const known = held !== null && Date.parse(held.expiresAt) - nowMs() > spareMs;
  const first = known && held !== null ? held : await ask();
  try {
    return await send({ "X-Fresh-Credential": first.token });
  } catch (error) {
    if (!known || !(error instanceof Problem) || error.code !== "fresh_credential_needed") throw error;
    return await send({ "X-Fresh-Credential": (await ask()).token });
  }
}

async function ask(): Promise<Fresh> {
  held = null;
  const fresh = await new Promise<Fresh | null>(resolve => freshQuestion.set({ answer: resolve }));
  freshQuestion.set(null);
  if (fresh === null) throw new DOMException("The person did not confirm who he is.", "AbortError");
  held = fresh;
  return fresh;
}
