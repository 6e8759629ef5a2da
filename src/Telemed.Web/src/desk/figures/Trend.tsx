import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { getJson } from "../../platform/api";
import { asProblem, isAbort, type Problem } from "../../platform/problem";
import { theme } from "../../platform/theme";
import { useStore } from "../../platform/store";
import { timeZone } from "../../platform/time";
import { useWords } from "../../platform/words";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { pointsOf, startOfDay, type Period } from "./period";
import { queryOf, type Wish } from "./request";
import type { Turnaround } from "./types";
import { figureWords } from "./words";

/** What one point of the trend knows: every group of that part of the period. */
interface Point {
  readonly period: Period;
  readonly figures: Turnaround;
}

const asksAtOnce = 3;

/** Median and p90 of one group over the period. All groups come with the same answers, so changing the group asks nothing. */
export function Trend({
  wish,
  groupKey,
  groupName,
}: {
  readonly wish: Wish;
  readonly groupKey: string;
  readonly groupName: string;
}): VNode {
  const say = useWords(figureWords);
  const zone = useStore(timeZone);
  const [points, setPoints] = useState<readonly Point[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const asked = queryOf(wish, zone);
  useEffect(() => {
    const abort = new AbortController();
    setPoints(null);
    setProblem(null);
    fetchPoints(wish, zone, abort.signal).then(setPoints, (error: unknown) => {
      if (!isAbort(error)) setProblem(asProblem(error));
    });
    return () => abort.abort();
  }, [asked]);
  return (
    <div class="trend-box">
      <p class="small">
        <span class="quiet">{say("trendOf")}</span> <span class="strong">{groupName}</span>
      </p>
      {problem && <ProblemNote problem={problem} />}
      {points === null && problem === null && <Skeleton lines={6} heightPx={24} />}
      {points !== null && <Chart points={points} groupKey={groupKey} groupName={groupName} zone={zone} />}
    </div>
  );
}

async function fetchPoints(wish: Wish, zone: string, signal: AbortSignal): Promise<readonly Point[]> {
  const periods = pointsOf(wish.period);
  const points: Point[] = [];
  for (let index = 0; index < periods.length; index += asksAtOnce) {
    const part = periods.slice(index, index + asksAtOnce);
    points.push(
      ...(await Promise.all(
        part.map(async period => ({
          period,
          figures: await getJson<Turnaround>(`/api/desk/turnaround?${queryOf(wish, zone, period)}`, signal),
        })),
      )),
    );
  }
  return points;
}

const chartHeightPx = 220;

function Chart({
  points,
  groupKey,
  groupName,
  zone,
}: {
  readonly points: readonly Point[];
  readonly groupKey: string;
  readonly groupName: string;
  readonly zone: string;
}): VNode {
  const say = useWords(figureWords);
  const look = useStore(theme);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    let remove = () => undefined as void;
    void import("./drawTrend").then(({ drawTrend }) => {
      if (gone || box.current === null) return;
      const spreads = points.map(point => point.figures.rows.find(row => row.key === groupKey)?.toFinal ?? null);
      remove = drawTrend(
        box.current,
        chartHeightPx,
        zone,
        {
          seconds: points.map(point => startOfDay(point.period.from, zone).getTime() / 1_000),
          median: spreads.map(spread => spread?.medianMinutes ?? null),
          p90: spreads.map(spread => spread?.p90Minutes ?? null),
        },
        { median: say("median"), p90: say("p90"), unit: say("minutes") },
      );
    });
    return () => {
      gone = true;
      remove();
    };
  }, [points, groupKey, zone, look, say("median")]);
  return (
    <div
      ref={box}
      role="img"
      aria-label={`${say("trend")}: ${groupName}`}
      style={{ minHeight: `${chartHeightPx}px` }}
    />
  );
}
