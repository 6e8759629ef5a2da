import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField, Tick } from "../../ui/Field";
import { Select } from "../../ui/Select";
import "./csv.css";
import { guessOf, layoutOf, leadNames, type CsvChoice, type CsvFault, type CsvUnit } from "./guess";
import { cellsOf, separators, type CsvLayout, type CsvTable } from "./table";
import { csvWords } from "./words";

const shownRows = 6;
const shownHeaderRows = 4;

interface CsvDialogProps {
  readonly name: string;
  readonly table: CsvTable;
  readonly onSend: (layout: CsvLayout) => void;
  readonly onClose: () => void;
}

/** Asks what the columns of a table are, with what could be guessed filled in. */
export function CsvDialog({ name, table, onSend, onClose }: CsvDialogProps): VNode {
  const say = useWords(csvWords);
  const [choice, setChoice] = useState<CsvChoice>(() => guessOf(table.lines) ?? nothing);
  const [tried, setTried] = useState(false);
  const layout = useMemo(() => layoutOf(choice, table.lines), [choice, table]);
  const fault = "code" in layout ? layout : null;
  const change = (changes: Partial<CsvChoice>) => setChoice(old => ({ ...old, ...changes }));
  const part = (separator: string) =>
    setChoice(old => guessOf(table.lines, separator) ?? { ...old, separator, decimalComma: false,
      columns: cellsOf(table.lines[old.headerRows] ?? "", separator).map(() => null) });
  const rateHz = Number(choice.rate.replace(",", "."));
  const seconds = rateHz > 0 ? Math.round((table.linesAbout - choice.headerRows) / rateHz) : null;
  const submit = () => {
    setTried(true);
    if (!("code" in layout)) onSend(layout);
  };
  const faultOf = (...codes: readonly CsvFault["code"][]) =>
    fault !== null && tried && codes.includes(fault.code) ? textOf(fault) : null;
  return (
    <Dialog
      title={say("title")}
      wide
      onClose={onClose}
      onSubmit={submit}
      foot={
        <>
          <Button onClick={onClose}>{say("later")}</Button>
          <Button look="primary" type="submit">{say("send")}</Button>
        </>
      }
    >
      <p class="small"><span class="strong">{name}</span> · {say("text")}</p>
      <div class="csv-fields">
        <TextField
          label={say("rate")} value={choice.rate} unit="Hz" inputMode="decimal" autofocus={choice.rate === ""}
          onInput={rate => change({ rate })} fault={faultOf("noRate")}
          hint={seconds === null ? undefined : say("about", { s: seconds })}
        />
        <Select<CsvUnit>
          label={say("unit")} value={choice.unit} onChange={unit => change({ unit })}
          choices={[
            { value: "uV", label: "µV" },
            { value: "mV", label: "mV" },
            { value: "count", label: say("counts") },
          ]}
        />
        {choice.unit === "count" && (
          <TextField
            label={say("perCount")} value={choice.perCount} unit="µV" inputMode="decimal"
            onInput={perCount => change({ perCount })} fault={faultOf("noUnit")}
          />
        )}
        <Select
          label={say("separator")} value={choice.separator} onChange={part}
          choices={separators.map(value => ({ value, label: say(separatorWords[value]) }))}
        />
        <TextField
          label={say("header")} value={String(choice.headerRows)} inputMode="numeric" hint={say("lines")}
          onInput={text => change({ headerRows: Math.min(1_000, Number(text.replace(/\D/g, ""))) })}
        />
      </div>
      <Tick
        checked={choice.decimalComma} disabled={choice.separator === ","}
        onChange={decimalComma => change({ decimalComma })}
      >
        {say("decimal")}
      </Tick>
      <Preview choice={choice} lines={table.lines} onColumns={columns => change({ columns })} />
      {tried && fault !== null && <p class="note red small" role="alert">{textOf(fault)}</p>}
    </Dialog>
  );

  function textOf(found: CsvFault): string {
    if (found.code === "twice") return say("twice", { lead: found.lead });
    if (found.code === "noNumber") return say("noNumber", { line: found.line, column: found.column });
    return say(found.code);
  }
}

const nothing: CsvChoice = {
  separator: ",", decimalComma: false, headerRows: 0, columns: [null], rate: "", unit: "uV", perCount: "",
};

const separatorWords = { ";": "semicolon", "\t": "tab", ",": "comma" } as const;

interface PreviewProps {
  readonly choice: CsvChoice;
  readonly lines: readonly string[];
  readonly onColumns: (columns: readonly (string | null)[]) => void;
}

/** The first lines as they will be read, with a lead to choose above every column. */
function Preview({ choice, lines, onColumns }: PreviewProps): VNode {
  const say = useWords(csvWords);
  const { columns, headerRows, separator } = choice;
  const before = lines.slice(Math.max(0, headerRows - shownHeaderRows), headerRows);
  const rows = lines.slice(headerRows).filter(line => line.trim() !== "").slice(0, shownRows);
  const choose = (at: number, lead: string) =>
    onColumns(columns.map((old, column) => (column === at ? (lead === "" ? null : lead) : old)));
  const cells = (line: string) => {
    const found = cellsOf(line, separator);
    return columns.map((lead, at) => (
      <td key={at} class={lead === null ? "number out" : "number"}>{found[at] ?? ""}</td>
    ));
  };
  return (
    <div class="table-box csv-preview" tabIndex={0} role="region" aria-label={say("preview")}>
      <table class="table small">
        <thead>
          <tr>
            {columns.map((lead, at) => (
              <th key={at} scope="col">
                <select
                  class="input" aria-label={say("column", { n: at + 1 })} value={lead ?? ""}
                  onChange={event => choose(at, event.currentTarget.value)}
                >
                  <option value="">{say("leaveOut")}</option>
                  {leadNames.map(each => <option key={each} value={each}>{each}</option>)}
                </select>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before.map((line, at) => <tr key={`before${at}`} class="before">{cells(line)}</tr>)}
          {rows.map((line, at) => <tr key={at}>{cells(line)}</tr>)}
        </tbody>
      </table>
    </div>
  );
}
