import type { VNode } from "preact";
import { codeLabel } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { showDutyHours } from "../../platform/dutyHours";
import { labelOf, type Labels } from "../../platform/language";
import { useWords } from "../../platform/words";
import { showMinutes } from "../../desk/figures/duration";
import { ColourMark } from "../../ui/ColourMark";
import { ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { uiWords } from "../../ui/words";
import { colours, dutyHoursOf, type ServiceForm } from "./service";
import { serviceWords } from "./words";

interface Template {
  readonly labels: Labels;
  readonly sections: readonly {
    readonly code: string;
    readonly labels: Labels;
    readonly fields: readonly { readonly code: string; readonly labels: Labels; readonly required: boolean }[];
  }[];
}

/** What the service looks like to who sends and to who reads, before it is saved. */
export function ServicePreview({ form }: { readonly form: ServiceForm }): VNode {
  const say = useWords(serviceWords);
  const sayUi = useWords(uiWords);
  const template = useData<Template>(form.template === "" ? null : `/api/templates/${form.template}`);
  const hours = dutyHoursOf(form.dutyHours);
  const fields = template.value?.sections.flatMap(section => section.fields) ?? [];
  return (
    <aside class="preview column" aria-label={say("preview")}>
      <h2>{say("preview")}</h2>
      <section class="panel column">
        <p class="small strong quiet">{say("previewAsk")}</p>
        <p>
          <span class="strong">{labelOf(form.labels, form.code)}</span>
          <br />
          <span class="quiet small">{codeLabel("kind", form.kind)}</span>
        </p>
        <ul class="column tight">
          {colours.map(colour => (
            <li key={colour}>
              <ColourMark colour={colour} />{" "}
              <span class="small">
                {say("previewPromise", { time: showMinutes(Number(form.timers[colour].reportMinutes), sayUi) })}
                {colour === "green" && hours !== null && (
                  <>
                    {" "}
                    <span class="nowrap">{say("onDuty", { hours: showDutyHours(hours) })}</span>
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section class="panel column">
        <p class="small strong quiet">{say("previewForm")}</p>
        {template.problem && <ProblemNote problem={template.problem} />}
        {template.value === null && template.loading && <Skeleton lines={4} />}
        {template.value && (
          <>
            <p>
              <span class="strong">{labelOf(template.value.labels, form.template)}</span>
              <br />
              <span class="quiet small">
                {say("sections", { n: template.value.sections.length, m: fields.length })}
              </span>
            </p>
            <ul class="column tight">
              {template.value.sections.map(section => (
                <li key={section.code}>
                  {labelOf(section.labels, section.code)}
                  {section.fields.some(field => field.required) && (
                    <span class="quiet small"> · {say("required")}</span>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </section>
    </aside>
  );
}
