import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { serviceLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { useKeys } from "../../platform/keys";
import { navigate } from "../../platform/router";
import { enterDarkRoom } from "../../platform/theme";
import { nowMs, showTime, useNow } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Clock } from "../../ui/Clock";
import { ColourMark } from "../../ui/ColourMark";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import type { DeskNow } from "../types";
import "./wall.css";
import { wallWords } from "./words";

const renewEveryMs = 30_000;
/** So many lines stay readable from five metres. */
const rowsShown = 7;

/** The board for the wall: counts and countdowns, no names of patients or people. */
export default function WallPage(): VNode {
  const say = useWords(wallWords);
  useCatalogue();
  const board = useData<DeskNow>("/api/desk/now", "desk");
  const now = useNow(1);
  const { refetch, value } = board;
  useEffect(() => enterDarkRoom(), []);
  useEffect(() => {
    const timer = setInterval(refetch, renewEveryMs);
    return () => clearInterval(timer);
  }, [refetch]);
  useKeys([{ press: "Escape", says: say("back"), run: () => navigate("/desk") }]);
  const unread =
    value?.noReader.filter(hours => Date.parse(hours.from) <= now && now < Date.parse(hours.to)).length ?? 0;
  return (
    <main class="wall">
      <div class="wall-head">
        <h1 class="visually-hidden">{say("red")}</h1>
        <span class="wall-clock">{showTime(new Date(nowMs()).toISOString())}</span>
        <span class="grow" />
        {value && (
          <span>
            {say("hour")}: <b>{value.lastHour.submitted}</b> {say("sent")} · <b>{value.lastHour.signed}</b>{" "}
            {say("signed")}
          </span>
        )}
        <Button look="plain" icon="out" label={say("back")} to="/desk" />
      </div>
      {value === null &&
        (board.problem ? (
          <ProblemNote problem={board.problem} onRetry={refetch} />
        ) : (
          <Skeleton lines={8} heightPx={48} />
        ))}
      {value !== null && (
        <>
          <div class="wall-tiles">
            <Tile name={say("red")} count={value.red.length} look="alarm" />
            <Tile name={say("critical")} count={value.unacknowledgedCritical.length} look="alarm" />
            <Tile name={say("atRisk")} count={value.atRisk.length} look="warn" />
            <Tile name={say("noReader")} count={unread} look="warn" />
            <Tile name={say("silent")} count={value.silentSites.length} look="warn" />
          </div>
          {value.red.length === 0 ? (
            <p class="wall-calm">✓ {say("allCalm")}</p>
          ) : (
            <div class="wall-list">
              {value.red.slice(0, rowsShown).map(row => (
                <div key={row.id} class="wall-row">
                  <ColourMark colour={row.colour} bare />
                  <Clock dueAt={row.dueAt} startedAt={row.startedAt} paused={row.paused} />
                  <span class="cut">{serviceLabel(row.serviceCode)}</span>
                  <span class="cut">{row.facility.name}</span>
                  <span class="cut quiet">{row.performer?.name ?? say("pool")}</span>
                </div>
              ))}
              {value.red.length > rowsShown && <p class="quiet">{say("more", { n: value.red.length - rowsShown })}</p>}
            </div>
          )}
        </>
      )}
    </main>
  );
}

function Tile({
  name,
  count,
  look,
}: {
  readonly name: string;
  readonly count: number;
  readonly look: "alarm" | "warn";
}): VNode {
  return (
    <div class={`wall-tile ${count > 0 ? look : ""}`}>
      <span class="big">{count}</span>
      <span class="name">{name}</span>
    </div>
  );
}
