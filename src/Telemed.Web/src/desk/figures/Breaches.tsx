import type { VNode } from "preact";
import { codeLabel } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { Link } from "../../platform/router";
import { useWords } from "../../platform/words";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import type { Breaches } from "./types";
import { figureWords } from "./words";

interface BreachListProps {
  /** The period and filters as the hub takes them. */
  readonly query: string;
  readonly casesUrl: (cause: string) => string;
}

/** How many promises were broken, and why; each cause opens its cases. */
export function BreachList({ query, casesUrl }: BreachListProps): VNode {
  const say = useWords(figureWords);
  const breaches = useData<Breaches>(`/api/desk/breaches?${query}`);
  const found = breaches.value;
  if (breaches.problem) return <ProblemNote problem={breaches.problem} onRetry={breaches.refetch} />;
  if (found === null) return <Skeleton lines={3} heightPx={28} />;
  const count = (value: number | null) => (value === null ? say("few") : value.toLocaleString());
  const most = Math.max(1, ...found.rows.map(row => row.count ?? 0));
  return (
    <>
      <p>
        {found.breached === 0
          ? say("noBreach")
          : say("breachedOf", {
              n: count(found.breached),
              all: found.signed.toLocaleString(),
              red: count(found.breachedRed),
              allRed: found.signedRed.toLocaleString(),
            })}
      </p>
      {found.breached !== 0 && (
        <div class="table-box" role="region" aria-label={say("breaches")} tabIndex={0} style={{ maxWidth: "760px" }}>
          <table class="figure-table">
            <thead>
              <tr>
                <th scope="col">{say("cause")}</th>
                <th scope="col">{say("cases")}</th>
                <th scope="col" aria-hidden="true" class="bar-cell" />
              </tr>
            </thead>
            <tbody>
              {found.rows.map(row => (
                <tr key={row.cause}>
                  <td>
                    {row.count === 0 ? (
                      codeLabel("breach_cause", row.cause)
                    ) : (
                      <Link to={casesUrl(row.cause)}>{codeLabel("breach_cause", row.cause)}</Link>
                    )}
                  </td>
                  <td>{count(row.count)}</td>
                  <td class="bar-cell" aria-hidden="true">
                    <span class="bar" style={{ width: `${(100 * (row.count ?? 1)) / most}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="figure-definition">{say("breachDefinition")}</p>
    </>
  );
}
