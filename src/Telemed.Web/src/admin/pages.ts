import type { PageRoute } from "../shell/pages";

/** Whoever may do one of these has a place in the administration. */
const anyOffice = [
  "manage_facilities",
  "manage_people",
  "manage_catalogue",
  "manage_devices",
  "manage_pairings",
  "manage_rosters",
  "remove_images",
  "manage_jobs",
  "view_audit",
];

/** The administrator's pages. */
export const adminPages: readonly PageRoute[] = [
  {
    path: "/admin",
    load: () => import("./AdminHome"),
    needs: anyOffice,
    rail: {
      icon: "gear",
      order: 90,
      labels: { en: "Administration", zh: "管理", ru: "Управление", kk: "Басқару" },
    },
  },
  { path: "/admin/facilities", load: () => import("./facilities/FacilitiesPage"), needs: ["manage_facilities"] },
  { path: "/admin/people", load: () => import("./people/PeoplePage"), needs: ["manage_people"] },
  { path: "/admin/people/new", load: () => import("./people/NewPersonPage"), needs: ["manage_people"] },
  { path: "/admin/people/:id", load: () => import("./people/PersonPage"), needs: ["manage_people"] },
  { path: "/admin/services", load: () => import("./services/ServicesPage"), needs: ["manage_catalogue"] },
  { path: "/admin/services/:code", load: () => import("./services/ServicePage"), needs: ["manage_catalogue"] },
  { path: "/admin/devices", load: () => import("./devices/DevicesPage"), needs: ["manage_devices"] },
  { path: "/admin/pairings", load: () => import("./rosters/PairingsPage"), needs: ["manage_pairings"] },
  { path: "/admin/duties", load: () => import("./rosters/DutiesPage"), needs: ["manage_rosters"] },
  { path: "/admin/images", load: () => import("./images/ImagesPage"), needs: ["remove_images", "resolve_quarantine"] },
  { path: "/admin/jobs", load: () => import("./jobs/JobsPage"), needs: ["manage_jobs"] },
  { path: "/admin/audit", load: () => import("./audit/AuditPage"), needs: ["view_audit"] },
];
