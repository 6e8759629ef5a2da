import type { ComponentChildren, VNode } from "preact";

export interface Column<R> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: R) => ComponentChildren;
  readonly number?: boolean;
  readonly widthPx?: number;
}

interface TableProps<R> {
  readonly label: string;
  readonly columns: readonly Column<R>[];
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly onOpen?: (row: R) => void;
  readonly markRow?: (row: R) => string | undefined;
}

/** A plain table; a row that opens something is reached with Tab and opened with Enter. */
export function Table<R>({ label, columns, rows, keyOf, onOpen, markRow }: TableProps<R>): VNode {
  return (
    <div class="table-box" tabIndex={0} role="region" aria-label={label}>
      <table class="table">
        <thead>
          <tr>
            {columns.map(column => (
              <th
                key={column.key}
                scope="col"
                class={column.number ? "number" : undefined}
                style={column.widthPx ? { width: `${column.widthPx}px` } : undefined}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr
              key={keyOf(row)}
              class={[onOpen && "openable", markRow?.(row)].filter(Boolean).join(" ") || undefined}
              tabIndex={onOpen ? 0 : undefined}
              onClick={
                onOpen &&
                (event => {
                  if (!(event.target as HTMLElement).closest("a, button, input, select, label")) onOpen(row);
                })
              }
              onKeyDown={
                onOpen &&
                (event => {
                  if (event.key === "Enter" && event.target === event.currentTarget) onOpen(row);
                })
              }
            >
              {columns.map(column => (
                <td key={column.key} class={column.number ? "number" : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
