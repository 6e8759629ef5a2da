import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { localeTags } from "../../platform/language";

interface TrendData {
  /** Where each point begins, in seconds since 1970. */
  readonly seconds: readonly number[];
  readonly median: readonly (number | null)[];
  readonly p90: readonly (number | null)[];
}

/** Draws the two lines of a trend into the box and keeps them as wide as it; returns how to take them away. */
export function drawTrend(
  box: HTMLElement,
  heightPx: number,
  zone: string,
  data: TrendData,
  names: { readonly median: string; readonly p90: string; readonly unit: string },
): () => void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--ink-3"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui",
  };
  const date = new Intl.DateTimeFormat(localeTags(), {
    timeZone: zone,
    month: "2-digit",
    day: "2-digit",
  });
  const plot = new uPlot(
    {
      width: Math.max(box.clientWidth, 200),
      height: heightPx,
      cursor: { drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: (_plot, _least, most) => [0, Math.max(most * 1.1, 1)] } },
      axes: [
        {
          ...axis,
          splits: () => [...data.seconds],
          values: (_plot, ticks) =>
            thinned(
              ticks.map(tick => date.format(tick * 1_000)),
              box.clientWidth,
            ),
        },
        { ...axis, size: 56, label: names.unit, labelFont: "12px system-ui" },
      ],
      series: [
        {
          value: (_plot, second: number | null) => (second === null ? "" : date.format(second * 1_000)),
          label: "\u00a0",
        },
        {
          label: names.median,
          stroke: colour("--accent"),
          width: 2,
          points: { show: true, size: 6, fill: colour("--accent") },
        },
        {
          label: names.p90,
          stroke: colour("--yellow"),
          width: 2,
          dash: [6, 4],
          points: { show: true, size: 6, fill: colour("--surface") },
        },
      ],
    },
    [[...data.seconds], [...data.median], [...data.p90]],
    box,
  );
  const watcher = new ResizeObserver(() => plot.setSize({ width: Math.max(box.clientWidth, 200), height: heightPx }));
  watcher.observe(box);
  return () => {
    watcher.disconnect();
    plot.destroy();
  };
}

const labelPx = 56;

/** Leaves out every second date, or more, where they would touch. */
function thinned(labels: readonly string[], widthPx: number): string[] {
  const step = Math.max(1, Math.ceil((labels.length * labelPx) / Math.max(widthPx, 1)));
  return labels.map((label, index) => (index % step === 0 ? label : ""));
}
