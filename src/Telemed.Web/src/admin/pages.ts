import type { PageRoute } from "../shell/pages";

/** The administrator's pages. */
export const adminPages: readonly PageRoute[] = [];
