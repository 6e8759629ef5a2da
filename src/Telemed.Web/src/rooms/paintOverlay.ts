import type { Place, Places } from "../platform/sharedView";
import type { Shape } from "./types";

export interface SeenPointer {
  readonly place: Place;
  readonly name: string;
  readonly colour: string;
  readonly atMs: number;
}

/** Colours that stand out on paper, film and stained tissue alike; each person keeps his own. */
const colours = ["#ffb000", "#38bdf8", "#f472b6", "#a3e635", "#c084fc", "#fb7185"] as const;

export function colourOf(personId: string): string {
  let sum = 0;
  for (const letter of personId) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return colours[sum % colours.length] ?? colours[0];
}

const shade = "rgb(0 0 0 / 65%)";

export function paintOverlay(
  canvas: HTMLCanvasElement | null,
  places: Places | null,
  shapes: readonly Shape[],
  pointers: readonly SeenPointer[],
): void {
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  const ratio = Math.min(devicePixelRatio || 1, 3);
  const box = canvas.getBoundingClientRect();
  const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, box.width, box.height);
  if (places === null) return;
  const area = places.area();
  context.save();
  context.beginPath();
  context.rect(area.left - box.left, area.top - box.top, area.width, area.height);
  context.clip();
  const to = (place: Place) => {
    const at = places.toWindow(place);
    return at && { x: at.x - box.left, y: at.y - box.top };
  };
  for (const shape of shapes) paintShape(context, shape, to);
  context.restore();
  for (const pointer of pointers) paintPointer(context, pointer, to(pointer.place));
}

type ToCanvas = (place: Place) => { readonly x: number; readonly y: number } | null;

function paintShape(context: CanvasRenderingContext2D, { kind, colour, on, points }: Shape, to: ToCanvas): void {
  const path = new Path2D();
  const at = (index: number) => to({ on, x: points[index] ?? 0, y: points[index + 1] ?? 0 });
  const [first, last] = [at(0), at(points.length - 2)];
  if (!first || !last) return;
  if (kind === "ring") {
    path.ellipse(
      (first.x + last.x) / 2, (first.y + last.y) / 2,
      Math.max(Math.abs(last.x - first.x) / 2, 4), Math.max(Math.abs(last.y - first.y) / 2, 4), 0, 0, 2 * Math.PI,
    );
  } else {
    path.moveTo(first.x, first.y);
    for (let index = 2; index + 1 < points.length; index += 2) {
      const next = at(index);
      if (next) path.lineTo(next.x, next.y);
    }
    if (kind === "arrow") addHead(path, first, last);
  }
  context.lineJoin = context.lineCap = "round";
  context.strokeStyle = shade;
  context.lineWidth = 5;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  context.stroke(path);
}

function addHead(path: Path2D, from: { x: number; y: number }, to: { x: number; y: number }): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  for (const turn of [2.6, -2.6]) {
    path.moveTo(to.x, to.y);
    path.lineTo(to.x + 12 * Math.cos(angle + turn), to.y + 12 * Math.sin(angle + turn));
  }
}

function paintPointer(
  context: CanvasRenderingContext2D,
  { name, colour }: SeenPointer,
  at: { readonly x: number; readonly y: number } | null,
): void {
  if (!at) return;
  const path = new Path2D();
  path.moveTo(at.x, at.y);
  path.lineTo(at.x + 4, at.y + 14);
  path.lineTo(at.x + 8, at.y + 9);
  path.lineTo(at.x + 14, at.y + 9);
  path.closePath();
  context.fillStyle = colour;
  context.strokeStyle = shade;
  context.lineWidth = 2;
  context.stroke(path);
  context.fill(path);
  context.font = "600 12px system-ui, sans-serif";
  context.textBaseline = "middle";
  const width = context.measureText(name).width;
  context.fillStyle = shade;
  context.fillRect(at.x + 14, at.y + 12, width + 10, 18);
  context.fillStyle = "#ffffff";
  context.fillText(name, at.x + 19, at.y + 21);
}
