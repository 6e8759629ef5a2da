import { call, getJson, putJson } from "./api";
import { chooseLanguage, isLanguage } from "./language";
import { Problem } from "./problem";
import { createStore, useStore } from "./store";
import { chooseTheme, type Theme } from "./theme";
import { noteServerTime, nowMs, timeZone } from "./time";

export interface SessionPerson {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly title: string | null;
  readonly language: string | null;
  readonly timeZone: string | null;
  readonly theme: string | null;
}

export interface RoleAt {
  readonly role: string;
  readonly facilityId: string;
  readonly facilityName: string;
  readonly tier: string;
  /** Of the facility. */
  readonly timeZone: string;
}

export interface Session {
  readonly person: SessionPerson;
  readonly roles: readonly RoleAt[];
  readonly permissions: readonly string[];
  readonly idleExpiresAt: string;
  readonly absoluteExpiresAt: string;
  readonly serverTime: string;
  readonly demonstration: boolean;
  readonly mustChangePassword: boolean;
  readonly mustEnrol: boolean;
}

/** What is known about who sits here: `asking` until the hub has said so. */
export type SessionState =
  | { readonly kind: "asking" }
  | { readonly kind: "nobody" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "signedIn"; readonly session: Session };

export const sessionState = createStore<SessionState>({ kind: "asking" });

export const useSession = (): Session | null => {
  const state = useStore(sessionState);
  return state.kind === "signedIn" ? state.session : null;
};

/** The last session of this device, without any secret: enough to write a case while the line is down. */
const keptUnder = "telemed.session";

function openWithoutLine(): void {
  const kept = localStorage.getItem(keptUnder);
  const session = kept === null ? null : (JSON.parse(kept) as Session);
  const isOver = session === null || Date.parse(session.absoluteExpiresAt) < nowMs();
  sessionState.set(isOver ? { kind: "unreachable" } : { kind: "signedIn", session });
}

/** True when one of the person's roles grants the permission (snake_case, as the hub names it). */
export function can(permission: string): boolean {
  const state = sessionState.get();
  return state.kind === "signedIn" && state.session.permissions.includes(permission);
}

export async function askSession(): Promise<void> {
  if (localStorage.getItem(leavingUnder) !== null) return await finishLeaving();
  try {
    adopt((await call<Session>("GET", "/api/session", undefined, { withoutSession: true })).body);
  } catch (error) {
    if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
      if (sessionState.get().kind !== "signedIn") sessionState.set({ kind: "nobody" });
      localStorage.removeItem(keptUnder);
    } else if (sessionState.get().kind === "asking") openWithoutLine();
  }
}

export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly code?: string;
}

export async function signIn(credentials: Credentials): Promise<Session> {
  // The answer to a sign-out takes the cookie away; it must not come after the new one.
  await leaving;
  const answer = await call<Session>("POST", "/api/session", credentials, { withoutSession: true });
  // The first answer after a log-in may be the bare session; ask once more only when it came without a body.
  const session = answer.body ?? (await getJson<Session>("/api/session"));
  adopt(session);
  return session;
}

/** Stays until the hub knows that the person left: on a shared computer a reload must not bring him back. */
const leavingUnder = "telemed.leaving";
let leaving: Promise<void> | null = null;

export function signOut(): Promise<void> {
  localStorage.removeItem(keptUnder);
  localStorage.setItem(leavingUnder, "1");
  return finishLeaving();
}

/** Tells the hub that the person left, as soon as there is a line. */
export function finishLeaving(): Promise<void> {
  if (sessionState.get().kind !== "nobody") sessionState.set({ kind: "nobody" });
  if (localStorage.getItem(leavingUnder) === null) return Promise.resolve();
  leaving ??= call("DELETE", "/api/session", undefined, { withoutSession: true })
    .catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
    })
    .then(
      () => localStorage.removeItem(leavingUnder),
      () => undefined, // the sign-in page tries again
    )
    .finally(() => {
      leaving = null;
    });
  return leaving;
}

/** Keeps the person's choices at the hub, so that they follow him to another computer. */
export async function keepPreferences(changes: { readonly language?: string; readonly theme?: string }): Promise<void> {
  const state = sessionState.get();
  if (state.kind !== "signedIn") return;
  const { person } = state.session;
  const next = { language: person.language, timeZone: person.timeZone, theme: person.theme, ...changes };
  sessionState.set({ kind: "signedIn", session: { ...state.session, person: { ...person, ...next } } });
  try {
    await putJson("/api/session/preferences", next);
  } catch {
    // The choice already holds on this device; the hub learns it the next time.
  }
}

function adopt(session: Session): void {
  noteServerTime(session.serverTime);
  localStorage.removeItem(leavingUnder);
  const { person } = session;
  const isNewPerson = sessionState.get().kind !== "signedIn";
  if (person.timeZone) timeZone.set(person.timeZone);
  if (isNewPerson && isLanguage(person.language)) chooseLanguage(person.language);
  if (isNewPerson && isTheme(person.theme)) chooseTheme(person.theme);
  localStorage.setItem(keptUnder, JSON.stringify(session));
  sessionState.set({ kind: "signedIn", session });
}

function isTheme(text: string | null): text is Theme {
  return text === "light" || text === "dark" || text === "system";
}
