import { createContext, type ComponentChildren, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { createStore, useStore } from "./store";

/** Where the person is: the path and the filters, both in the address so that every view can be linked to. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

const here = (): Place =>
  typeof location === "undefined"
    ? { path: "/", query: new URLSearchParams() }
    : { path: location.pathname, query: new URLSearchParams(location.search) };

export const place = createStore<Place>(here());

if (typeof window !== "undefined") {
  history.scrollRestoration = "manual";
  window.addEventListener("popstate", () => {
    place.set(here());
    const top = (history.state as { top?: number } | null)?.top ?? 0;
    // The page behind the back button is drawn first; then we return to where the person was on it.
    requestAnimationFrame(() => setTimeout(() => window.scrollTo(0, top), 30));
  });
}

/** Asks before a page is left; returns a question to show, or null to let go. */
type Guard = () => boolean;
const guards = new Set<Guard>();

/** While the guard says false, links inside the application do not leave the page. */
export function guardLeaving(guard: Guard): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

export function navigate(url: string, how: { readonly replace?: boolean } = {}): void {
  const target = new URL(url, location.href);
  if (target.origin !== location.origin) throw new Error("navigate is for our own pages");
  for (const guard of guards) if (!guard()) return;
  const relative = target.pathname + target.search;
  if (how.replace) history.replaceState(history.state, "", relative);
  else {
    history.replaceState({ top: window.scrollY }, "");
    history.pushState(null, "", relative);
    window.scrollTo(0, 0);
  }
  place.set(here());
}

/** Changes filters in the address without a new entry for the back button. Null or "" removes one. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  navigate(location.pathname + (text === "" ? "" : `?${text}`), { replace: true });
}

/** `/case/:id/read` against `/case/42/read` gives `{ id: "42" }`; null where they do not match. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? "";
    if (part.startsWith(":")) {
      const decoded = decode(value);
      if (decoded === null) return null;
      found[part.slice(1)] = decoded;
    } else if (part !== value) return null;
  }
  return found;
}

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null; // a mistyped address, such as /case/%
  }
}

const Parameters = createContext<Readonly<Record<string, string>>>({});

export function withParameters(parameters: Readonly<Record<string, string>>, children: ComponentChildren): VNode {
  return <Parameters.Provider value={parameters}>{children}</Parameters.Provider>;
}

export const usePlace = (): Place => useStore(place);

/** A named part of the page's path. */
export function useParameter(name: string): string {
  const value = useContext(Parameters)[name];
  if (value === undefined) throw new Error(`This page's path has no :${name}`);
  return value;
}

interface LinkProps {
  readonly to: string;
  readonly class?: string;
  readonly title?: string | undefined;
  readonly children?: ComponentChildren;
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
  readonly onPointerEnter?: () => void;
  readonly "aria-label"?: string | undefined;
  readonly "aria-current"?: "page" | undefined;
}

/** A link inside the application. Ctrl, Shift and the middle button do what a person expects of a link. */
export function Link({ to, onClick, ...rest }: LinkProps): VNode {
  const follow = (event: MouseEvent) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={to} onClick={follow} />;
}
