import type { VNode } from "preact";

/** Our own small set of drawings, 24 units wide, drawn with the colour of the text. */
const paths = {
  home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6h-6v6H5a1 1 0 0 1-1-1z",
  plus: "M12 5v14M5 12h14",
  queue: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  people:
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0" +
    "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14a6 6 0 0 1 3.5 6",
  desk: "M4 5h16v11H4zM9 20h6M12 16v4M7.5 12.5l2.5-3 2 2 3.5-3.5",
  figures: "M4 20h16M7 20v-6M12 20V6M17 20v-9",
  wall: "M3 4h18v12H3zM8 20h8M6.5 8h4M6.5 12h7",
  gear:
    "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM12 3v3M12 18v3M3 12h3M18 12h3" +
    "M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 21h4",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 17h.01",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  moon: "M20 14.5A8 8 0 0 1 9.5 4 8 8 0 1 0 20 14.5z",
  sun:
    "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2" +
    "M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19",
  phone: "M6 3h3l1.5 5-2 1.5a11 11 0 0 0 6 6l1.5-2 5 1.5v3a2 2 0 0 1-2 2A16 16 0 0 1 4 5a2 2 0 0 1 2-2z",
  check: "M5 12.5 10 17.5 19.5 7",
  cross: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.5 20h19zM12 10v4M12 17h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  pause: "M8 5v14M16 5v14",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  folder: "M3 6h6l2 2.5h10V19H3z",
  ecg: "M2 13h5l2-6 4 12 3-9 1.5 3H22",
  image: "M4 5h16v14H4zM8 11a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4 17l5-4 3 2 4-4 4 4",
  slide: "M7 3h10v18H7zM7 8h10M10 12.5h4v5h-4z",
  camera: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  upload: "M12 16V5M8 9l4-4 4 4M4 19h16",
  print: "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
  send: "M4 12 20 4l-5 16-3.5-6.5z",
  pen: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  out: "M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9",
  left: "M14.5 5.5 8 12l6.5 6.5",
  right: "M9.5 5.5 16 12l-6.5 6.5",
  down: "M5.5 9.5 12 16l6.5-6.5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  window: "M4 5h16v14H4zM4 9h16M13 13h4v3h-4z",
  question: "M4 5h16v11H9l-5 4z",
  book: "M5 4h10a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h10",
  refresh: "M20 12a8 8 0 1 1-2.3-5.7M20 4v4h-4",
  users: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0",
  building: "M5 21V4h9v17M14 9h5v12M8 8h3M8 12h3M8 16h3M3 21h18",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  key: "M14.5 13a4.5 4.5 0 1 0-4.2-3L3 17.5V21h4v-3h3v-3l2-2.2a4.5 4.5 0 0 0 2.5.2zM16 8h.01",
  list: "M4 6h16M4 12h16M4 18h10",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  microphone: "M12 4a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V7a3 3 0 0 0-3-3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  mute: "M15 10V7a3 3 0 0 0-5.7-1.3M9 9v3a3 3 0 0 0 4.5 2.6M6 11.5a6 6 0 0 0 9.5 4.9M12 17.5V21M4 4l16 16",
  video: "M4 7h11v10H4zM15 10.5 20.5 7v10L15 13.5",
  hand: "M8 12V6a1.5 1.5 0 0 1 3 0v4V4.5a1.5 1.5 0 0 1 3 0V10V6a1.5 1.5 0 0 1 3 0v8a6 6 0 0 1-6 6h-1c-2.2 0-3.6-1-4.7-3L4 13.5a1.4 1.4 0 0 1 2.4-1.4z",
  arrow: "M5 19 19 5M10 5h9v9",
  ring: "M12 19.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15z",
  undo: "M9 14 4.5 9.5 9 5M4.5 9.5H15a5 5 0 0 1 0 10h-4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, tiny }: { readonly name: IconName; readonly tiny?: boolean }): VNode {
  return (
    <svg class={tiny ? "icon tiny" : "icon"} viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
