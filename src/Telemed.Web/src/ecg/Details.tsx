import type { VNode } from "preact";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { measureRows } from "./delta";
import { flagText, levelOf } from "./flagWords";
import type { Mark, Marks } from "./marks";
import { bazettMs, fridericiaMs, perMinute } from "./qt";
import { reasonText } from "./reasonWords";
import { StatementPicker } from "./StatementPicker";
import type { EcgInfo, Flag } from "./types";
import { warningText } from "./warningWords";
import { ecgWords } from "./words";

interface DetailsProps {
  readonly info: EcgInfo;
  readonly prior: EcgInfo | null;
  readonly marks: Marks;
  readonly flag: Flag | null;
  readonly onFlag: (flag: Flag) => void;
  readonly onRemoveMark: (id: number) => void;
  readonly onStatement?: ((code: string) => void) | undefined;
  readonly onMeasure?: ((measure: { name: string; value: number; unit: string }) => void) | undefined;
}

/** What is known besides the trace: flags, measurements, statements; the computer's always named as such. */
export function Details(props: DetailsProps): VNode {
  const say = useWords(ecgWords);
  const { info } = props;
  return (
    <div class="ecg-details">
      <section>
        <h3>{say("flags")}</h3>
        <Flags info={info} flag={props.flag} onFlag={props.onFlag} />
      </section>
      {props.marks.shown.length > 0 && (
        <section aria-live="polite">
          <h3>{say("marks")}</h3>
          <ul class="ecg-list">
            {props.marks.shown.map(mark => (
              <MarkRow
                key={mark.id}
                mark={mark}
                onRemove={() => props.onRemoveMark(mark.id)}
                onMeasure={props.onMeasure}
              />
            ))}
          </ul>
        </section>
      )}
      <section>
        <h3>{say("measurements")}</h3>
        {info.measuring && <p class="quiet small">{say("measuring")}</p>}
        <MeasureTable info={info} prior={props.prior} onMeasure={props.onMeasure} />
        <p class="quiet small">{say("computerNote")}</p>
      </section>
      <section>
        <h3>{say("statements")}</h3>
        {props.onStatement && (
          <StatementPicker
            suggested={[...(info.suggested ?? []), ...(info.serial ?? [])]}
            onStatement={props.onStatement}
          />
        )}
        {(info.deviceStatements?.length ?? 0) > 0 && <p class="strong small">{say("deviceSays")}</p>}
        <ul class="ecg-list">
          {info.deviceStatements?.map((statement, index) => (
            <li key={index}>{statement.text}</li>
          ))}
        </ul>
      </section>
      {(info.warnings?.length ?? 0) > 0 && (
        <section>
          <h3>{say("warnings")}</h3>
          <ul class="ecg-list">
            {info.warnings?.map(warning => (
              <li key={warning} class="quiet">
                {warningText(warning)}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function Flags({
  info,
  flag,
  onFlag,
}: {
  readonly info: EcgInfo;
  readonly flag: Flag | null;
  readonly onFlag: (flag: Flag) => void;
}): VNode {
  const say = useWords(ecgWords);
  const flags = info.flags ?? [];
  if (flags.length === 0) return <p class="quiet small">{info.measuring ? say("measuring") : say("noFlags")}</p>;
  return (
    <ul class="ecg-list">
      {flags.map(each => (
        <li key={`${each.code} ${each.atMs ?? ""}`}>
          <button
            type="button"
            class={`ecg-flag ${levelOf(each)}`}
            aria-current={each.code === flag?.code && each.atMs === flag.atMs}
            onClick={() => onFlag(each)}
            title={reasonText(each)}
          >
            <Icon name={levelOf(each) === "info" ? "info" : "warning"} tiny />
            <span class="grow">
              <span class="strong">{flagText(each.code)}</span>
              <span class="quiet">
                {" "}
                · {say(levelOf(each))}
                {each.leads.length > 0 ? ` · ${each.leads.join(" ")}` : ""}
                {typeof each.atMs === "number" ? ` · ${(each.atMs / 1000).toFixed(1)} s` : ""}
              </span>
              <br />
              <span class="quiet">{reasonText(each)}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function MeasureTable({
  info,
  prior,
  onMeasure,
}: Pick<DetailsProps, "info" | "onMeasure"> & { readonly prior: EcgInfo | null }): VNode {
  const say = useWords(ecgWords);
  const rows = measureRows(
    info.measurements,
    info.deviceMeasurements,
    prior === null ? undefined : prior.measurements?.length ? prior.measurements : prior.deviceMeasurements,
  );
  const show = (value: number | null) => (value === null ? "–" : value.toFixed(0));
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col">{say("computed")}</th>
          <th scope="col">{say("device")}</th>
          {prior && <th scope="col">{say("before")}</th>}
          {prior && <th scope="col">{say("change")}</th>}
          {onMeasure && (
            <th scope="col">
              <span class="visually-hidden">{say("toReport")}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.name}>
            <td>
              {row.name} <span class="quiet">{row.unit}</span>
            </td>
            <td class="strong">{show(row.ours)}</td>
            <td>{show(row.device)}</td>
            {prior && <td>{show(row.prior)}</td>}
            {prior && <td>{row.change === null ? "–" : (row.change > 0 ? "+" : "") + row.change.toFixed(0)}</td>}
            {onMeasure && (
              <td>
                <Button
                  look="plain"
                  size="small"
                  icon="right"
                  label={`${say("toReport")}: ${row.name}`}
                  onClick={() => onMeasure({ name: row.name, value: row.ours ?? row.device ?? 0, unit: row.unit })}
                />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which intervals of the report a mark by hand may stand for. */
const uses = ["PR", "QRS", "QT"] as const;

function MarkRow({
  mark,
  onRemove,
  onMeasure,
}: { readonly mark: Mark; readonly onRemove: () => void } & Pick<DetailsProps, "onMeasure">): VNode {
  const say = useWords(ecgWords);
  const lengthMs = Math.abs(mark.toMs - mark.fromMs);
  const offers: readonly { readonly name: string; readonly value: number; readonly unit: string }[] =
    mark.kind === "qt"
      ? qtValues(lengthMs, mark.rrMs)
      : mark.kind === "caliper" && mark.shows === "voltage"
        ? []
        : [
            ...(mark.kind === "caliper" ? uses.map(name => ({ name, value: lengthMs, unit: "ms" })) : []),
            { name: "HR", value: lengthMs > 100 ? perMinute(lengthMs) : 0, unit: "/min" },
          ];
  return (
    <li>
      <span class="grow">
        <span class="strong">{mark.lead}</span>{" "}
        {mark.kind !== "caliper" || mark.shows !== "voltage" ? `${lengthMs.toFixed(0)} ms` : ""}
        {mark.kind !== "qt" && (mark.kind !== "caliper" || mark.shows !== "voltage") && lengthMs >= 100
          ? ` · ${perMinute(lengthMs).toFixed(0)}/min`
          : ""}
        {mark.kind === "caliper" && mark.shows !== "time" ? ` ${((mark.toUv - mark.fromUv) / 1000).toFixed(2)} mV` : ""}
        {mark.kind === "qt" &&
          offers
            .slice(1)
            .map(offer => ` · ${offer.name} ${offer.value.toFixed(0)}`)
            .join("")}
        {onMeasure && (
          <span class="row wrap">
            {offers.map(offer => (
              <Button
                key={offer.name}
                size="small"
                look="plain"
                title={say("toReport")}
                onClick={() => onMeasure(offer)}
              >
                {say("use", { name: offer.name })}
              </Button>
            ))}
          </span>
        )}
      </span>
      <Button look="plain" size="small" icon="cross" label={say("remove")} onClick={onRemove} />
    </li>
  );
}

function qtValues(qtMs: number, rrMs: number | null): readonly { name: string; value: number; unit: string }[] {
  const qt = { name: "QT", value: qtMs, unit: "ms" };
  return rrMs === null
    ? [qt]
    : [
        qt,
        { name: "QTcB", value: bazettMs(qtMs, rrMs), unit: "ms" },
        { name: "QTcF", value: fridericiaMs(qtMs, rrMs), unit: "ms" },
      ];
}
