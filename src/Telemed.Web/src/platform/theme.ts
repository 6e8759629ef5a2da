import { createStore } from "./store";

export type Theme = "light" | "dark" | "system";
const keptUnder = "telemed.theme";

export const theme = createStore<Theme>(keptTheme());

/** A page that is for reading pictures asks for the dark theme while it is open. */
const darkRooms = createStore(0);

export function chooseTheme(next: Theme): void {
  localStorage.setItem(keptUnder, next);
  theme.set(next);
  apply();
}

/** Call on opening a reading page; call what it returns on leaving it. */
export function enterDarkRoom(): () => void {
  darkRooms.set(darkRooms.get() + 1);
  apply();
  return () => {
    darkRooms.set(darkRooms.get() - 1);
    apply();
  };
}

export function startTheme(): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();
}

function apply(): void {
  const chosen = theme.get();
  const dark =
    darkRooms.get() > 0 ||
    chosen === "dark" ||
    (chosen === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

function keptTheme(): Theme {
  const kept = typeof localStorage === "undefined" ? null : localStorage.getItem(keptUnder);
  return kept === "dark" || kept === "light" ? kept : "system";
}
