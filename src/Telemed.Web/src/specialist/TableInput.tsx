import type { VNode } from "preact";
import type { TableRow, TemplateField } from "../case/types";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { Button } from "../ui/Button";
import { specialistWords } from "./words";

interface TableInputProps {
  readonly label: string;
  readonly columns: readonly TemplateField[];
  readonly rows: readonly TableRow[];
  readonly onChange: (rows: readonly TableRow[]) => void;
}

const rowsAtMost = 30;

/** Rows of small fields: the nodules of a chest, the antibodies of a slide. */
export function TableInput({ label, columns, rows, onChange }: TableInputProps): VNode {
  const say = useWords(specialistWords);
  const set = (index: number, code: string, value: string | number | null) =>
    onChange(
      rows.map((row, at) => {
        if (at !== index) return row;
        const { [code]: _, ...others } = row;
        return value === null || value === "" ? others : { ...others, [code]: value };
      }),
    );
  return (
    <div class="field">
      <span class="label">{label}</span>
      {rows.length > 0 && (
        <div class="table-box">
          <table class="table small-table">
            <thead>
              <tr>
                {columns.map(column => (
                  <th key={column.code} scope="col">
                    {labelOf(column.labels, column.code)}
                    {column.unit && ` (${column.unit})`}
                  </th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  {columns.map(column => (
                    <td key={column.code}>
                      <Cell
                        column={column}
                        value={row[column.code] ?? null}
                        onChange={value => set(index, column.code, value)}
                      />
                    </td>
                  ))}
                  <td>
                    <Button
                      look="plain"
                      size="small"
                      icon="cross"
                      label={say("remove", { what: String(index + 1) })}
                      onClick={() => onChange(rows.filter((_, at) => at !== index))}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length < rowsAtMost && (
        <div>
          <Button size="small" look="plain" icon="plus" onClick={() => onChange([...rows, {}])}>
            {say("addRow")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Cell({
  column,
  value,
  onChange,
}: {
  readonly column: TemplateField;
  readonly value: string | number | boolean | null;
  readonly onChange: (value: string | number | null) => void;
}): VNode {
  const label = labelOf(column.labels, column.code);
  if (column.kind === "choice") {
    return (
      <select
        class="input"
        aria-label={label}
        value={value === null ? "" : String(value)}
        onChange={event => onChange(event.currentTarget.value || null)}
      >
        <option value="">–</option>
        {column.options?.map(option => (
          <option key={option.code} value={option.code}>
            {labelOf(option.labels, option.code)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <input
      class="input"
      aria-label={label}
      inputMode={column.kind === "number" ? "decimal" : "text"}
      value={value === null ? "" : String(value)}
      onChange={event => {
        const text = event.currentTarget.value.trim();
        const number = Number(text.replace(",", "."));
        onChange(column.kind === "number" && text !== "" && !Number.isNaN(number) ? number : text);
      }}
    />
  );
}
