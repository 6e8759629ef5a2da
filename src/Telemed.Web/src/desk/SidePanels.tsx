import type { VNode } from "preact";
import { codeLabel } from "../platform/catalogue";
import { can } from "../platform/session";
import { showMoment, useNow } from "../platform/time";
import { timeLeft } from "../platform/timeLeft";
import { useWords, type Say } from "../platform/words";
import { Button } from "../ui/Button";
import { duration } from "../ui/Clock";
import { uiWords } from "../ui/words";
import type { DeskNow, UnreadHours } from "./types";
import { deskWords, type DeskWord } from "./words";

/** What is not about one case: the last hour, hours without a reader, sites that fell silent. */
export function SidePanels({ board }: { readonly board: DeskNow }): VNode {
  const say = useWords(deskWords);
  const sayUi = useWords(uiWords);
  const now = useNow(60);
  return (
    <aside>
      <section class="side-panel" aria-label={say("lastHour")}>
        <h2>{say("lastHour")}</h2>
        <div class="hour-counts">
          {(["submitted", "signed"] as const).map(what => (
            <div key={what}>
              <p>
                <span class="big">{board.lastHour[what]}</span> <span class="quiet">{say(what)}</span>
              </p>
              <p class="quiet small">{say("weekBefore", { n: board.sameHourLastWeek[what] })}</p>
            </div>
          ))}
        </div>
      </section>
      <section class="side-panel" aria-label={say("noReader")}>
        <h2>{say("noReader")}</h2>
        {board.noReader.length === 0 && <p class="quiet">{say("noReaderNone")}</p>}
        <ul class="side-list">
          {board.noReader.map(hours => (
            <li key={hours.specialty + hours.from}>
              <span class="cut">{codeLabel("specialty", hours.specialty)}</span>
              <span class="nowrap">{spanText(hours, now, say)}</span>
            </li>
          ))}
        </ul>
        {board.noReader.length > 0 && can("manage_rosters") && (
          <p style={{ marginTop: "8px" }}>
            <Button size="small" to="/admin/duties" icon="calendar">
              {say("fillRoster")}
            </Button>
          </p>
        )}
      </section>
      <section class="side-panel" aria-label={say("silent")}>
        <h2>{say("silent")}</h2>
        {board.silentSites.length === 0 && <p class="quiet">{say("silentNone")}</p>}
        <ul class="side-list">
          {board.silentSites.map(site => (
            <li key={site.facilityId}>
              <span class="cut">{site.name}</span>
              <span class="quiet small nowrap">
                {site.lastAt === null
                  ? say("neverHeard")
                  : say("silentSince", { time: duration(timeLeft(null, Date.parse(site.lastAt), now), sayUi) })}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}

const wholeDayMs = 23.9 * 3_600_000;
/** The board is a little younger than the clock of this panel. */
const nearMs = 120_000;

/** "now – 20:00"; a gap as long as the board looks ahead has no end worth showing. */
function spanText(hours: UnreadHours, nowMs: number, say: Say<DeskWord>): string {
  const [fromMs, toMs] = [Date.parse(hours.from), Date.parse(hours.to)];
  if (toMs - fromMs >= wholeDayMs) return say("wholeDay");
  return `${fromMs <= nowMs + nearMs ? say("fromNow") : showMoment(hours.from)} – ${showMoment(hours.to)}`;
}
