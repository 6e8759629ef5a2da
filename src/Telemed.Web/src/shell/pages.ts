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
  {
    path: "/",
    load: () => import("../clinic/HomePage"),
    rail: { icon: "home", order: 10, labels: { en: "Home", zh: "首页", ru: "Главная", kk: "Басты" } },
  },
  {
    path: "/queue",
    load: () => import("../specialist/QueuePage"),
    needs: ["view_queue"],
    rail: { icon: "queue", order: 20, labels: { en: "Queue", zh: "待阅", ru: "Очередь", kk: "Кезек" } },
  },
  {
    path: "/patients",
    load: () => import("../clinic/PatientsPage"),
    needs: ["view_patients"],
    rail: { icon: "person", order: 30, labels: { en: "Patients", zh: "患者", ru: "Пациенты", kk: "Пациенттер" } },
  },
  { path: "/new", load: () => import("../clinic/NewCasePage"), needs: ["start_consultation"] },
  { path: "/case/:id", load: () => import("../case/CasePage"), needs: ["view_consultations"] },
  { path: "/case/:id/read", load: () => import("../specialist/ReadingRoomPage"), needs: ["write_report"] },
  {
    path: "/case/:id/viewer",
    load: () => import("../specialist/ViewerWindowPage"),
    needs: ["view_recordings"],
    bare: true,
  },
  { path: "/report/:id", load: () => import("../case/ReportPage"), needs: ["view_reports"] },
  { path: "/patient/:id", load: () => import("../clinic/PatientPage"), needs: ["view_patients"] },
  {
    path: "/rooms",
    load: () => import("../rooms/RoomsPage"),
    needs: ["join_room"],
    rail: { icon: "video", order: 25, labels: { en: "Rooms", zh: "会诊室", ru: "Комнаты", kk: "Бөлмелер" } },
  },
  { path: "/room/:id", load: () => import("../rooms/RoomPage"), needs: ["join_room"] },
  { path: "/join/:token", load: () => import("../rooms/JoinPage"), needs: ["join_room"] },
  { path: "/account", load: () => import("./AccountPage") },
  ...deskPages,
  ...adminPages,
];
