import type { ComponentType } from "preact";
import { adminPages } from "../admin/pages";
import { deskPages } from "../desk/pages";
import type { Labels } from "../platform/language";
import type { IconName } from "../ui/Icon";

/** One page of the application. Pages are fetched when they are opened, or a moment before. */
export interface PageRoute {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  /** What the person must be allowed (one of them is enough); without it every signed-in person sees the page. */
  readonly needs?: readonly string[];
  /** The page's place in the rail, for pages that have one. */
  readonly rail?: { readonly icon: IconName; readonly labels: Labels; readonly order: number };
  /** A page that fills the window by itself, without rail and top bar. */
  readonly bare?: boolean;
}

export const pages: readonly PageRoute[] = [
  { path: "/account", load: () => import("./AccountPage") },
  ...deskPages,
  ...adminPages,
];
