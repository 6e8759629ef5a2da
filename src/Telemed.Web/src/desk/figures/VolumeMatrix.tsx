import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { codeLabel, serviceLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { useWords } from "../../platform/words";
import { ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import type { Volume } from "./types";
import { matrixOf } from "./volume";
import { figureWords } from "./words";

const yearsBack = 4;

/** The yearly count by sender's tier, reader's tier and service. */
export function VolumeMatrix({ thisYear }: { readonly thisYear: number }): VNode {
  const say = useWords(figureWords);
  useCatalogue();
  const [year, setYear] = useState(String(thisYear));
  const [service, setService] = useState("");
  const volume = useData<Volume>(`/api/desk/volume?year=${year}`);
  const services = [...new Set(volume.value?.rows.map(row => row.serviceCode) ?? [])].toSorted();
  const matrix = matrixOf(volume.value?.rows ?? [], service);
  const tierName = (tier: string) => (tier === "" ? say("unknownTier") : codeLabel("tier", tier));
  return (
    <>
      <div class="filters">
        <Select
          label={say("volumeYear")}
          value={year}
          onChange={setYear}
          choices={Array.from({ length: yearsBack + 1 }, (_, index) => String(thisYear - index)).map(each => ({
            value: each,
            label: each,
          }))}
        />
        <Select
          label={say("service")}
          value={service}
          onChange={setService}
          choices={[
            { value: "", label: say("all") },
            ...services.map(code => ({ value: code, label: serviceLabel(code) })),
          ]}
        />
      </div>
      {volume.problem && <ProblemNote problem={volume.problem} onRetry={volume.refetch} />}
      {volume.value === null && volume.loading && <Skeleton lines={4} heightPx={28} />}
      {volume.value !== null && matrix.total === 0 && <p class="quiet">{say("noVolume")}</p>}
      {matrix.total > 0 && (
        <div class="table-box" role="region" aria-label={say("volume")} tabIndex={0} style={{ maxWidth: "760px" }}>
          <table class="figure-table">
            <thead>
              <tr>
                <th scope="col">{say("sender")}</th>
                {matrix.columns.map(tier => (
                  <th key={tier} scope="col">
                    {tierName(tier)}
                  </th>
                ))}
                <th scope="col">{say("total")}</th>
              </tr>
            </thead>
            <tbody>
              {matrix.rows.map(row => (
                <tr key={row.tier}>
                  <td>{tierName(row.tier)}</td>
                  {row.counts.map((count, index) => (
                    <td key={index}>{count === 0 ? <span class="quiet">–</span> : count.toLocaleString()}</td>
                  ))}
                  <td class="strong group-start">{row.total.toLocaleString()}</td>
                </tr>
              ))}
              <tr class="strong">
                <td>{say("total")}</td>
                {matrix.columnTotals.map((count, index) => (
                  <td key={index}>{count.toLocaleString()}</td>
                ))}
                <td class="group-start">{matrix.total.toLocaleString()}</td>
              </tr>
            </tbody>
          </table>
        </div>
      )}
      <p class="figure-definition">{say("volumeDefinition")}</p>
    </>
  );
}
