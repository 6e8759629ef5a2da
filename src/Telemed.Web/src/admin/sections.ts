import type { IconName } from "../ui/Icon";
import type { AdminWord } from "./words";

/** One place of the administration and who has it. */
interface Section {
  readonly path: string;
  readonly needs: string;
  readonly icon: IconName;
  readonly word: AdminWord;
}

export const sections: readonly Section[] = [
  { path: "/admin/facilities", needs: "manage_facilities", icon: "building", word: "facilities" },
  { path: "/admin/people", needs: "manage_people", icon: "people", word: "people" },
  { path: "/admin/services", needs: "manage_catalogue", icon: "book", word: "services" },
  { path: "/admin/devices", needs: "manage_devices", icon: "key", word: "devices" },
  { path: "/admin/pairings", needs: "manage_pairings", icon: "link", word: "pairings" },
  { path: "/admin/duties", needs: "manage_rosters", icon: "calendar", word: "duties" },
  { path: "/admin/images", needs: "remove_images", icon: "image", word: "images" },
  { path: "/admin/jobs", needs: "manage_jobs", icon: "list", word: "jobs" },
  { path: "/admin/audit", needs: "view_audit", icon: "eye", word: "audit" },
];
