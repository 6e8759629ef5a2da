import type { PageRoute } from "../shell/pages";

/** The coordinator's pages. */
export const deskPages: readonly PageRoute[] = [
  {
    path: "/desk",
    load: () => import("./NowPage"),
    needs: ["view_desk"],
    rail: { icon: "desk", order: 40, labels: { en: "Desk", zh: "调度台", ru: "Диспетчерская", kk: "Диспетчер" } },
  },
  { path: "/desk/cases", load: () => import("./cases/OpenCasesPage"), needs: ["view_desk"] },
  {
    path: "/figures",
    load: () => import("./figures/FiguresPage"),
    needs: ["view_figures"],
    rail: { icon: "figures", order: 45, labels: { en: "Figures", zh: "统计", ru: "Показатели", kk: "Көрсеткіштер" } },
  },
  { path: "/figures/cases", load: () => import("./figures/FigureCasesPage"), needs: ["view_figures"] },
  { path: "/wall", load: () => import("./wall/WallPage"), needs: ["view_desk"], bare: true },
];
