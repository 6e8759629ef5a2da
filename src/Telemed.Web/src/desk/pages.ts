import type { PageRoute } from "../shell/pages";

/** The coordinator's pages. */
export const deskPages: readonly PageRoute[] = [];
