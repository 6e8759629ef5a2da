import type { VNode } from "preact";
import { cardLines } from "../case/ActionCardView";
import { codesOf } from "../case/fieldText";
import { reportWords } from "../case/reportWords";
import type { Case, Content, FieldValue, Missing, ReportBody, ReportTemplate, TemplateField } from "../case/types";
import { useCatalogue } from "../platform/catalogue";
import { labelOf } from "../platform/language";
import { useWords } from "../platform/words";
import { TextField, Tick } from "../ui/Field";
import { Segments, Select } from "../ui/Select";
import { FieldInput, fieldId } from "./FieldInput";
import { TextWithPhrases } from "./TextWithPhrases";
import { specialistWords } from "./words";

interface ReportFormProps {
  readonly shown: Case;
  readonly template: ReportTemplate;
  readonly body: ReportBody;
  readonly change: (next: (body: ReportBody) => ReportBody) => void;
  /** What the hub found missing; outlined once the reader tried to sign. */
  readonly missing: readonly Missing[];
  readonly outlined: boolean;
}

export const answerId = (number: number): string => fieldId(`answers.${number}`);

/** Some fields are required only when another of their section has a certain code. */
function isRequired(field: TemplateField, section: string, content: Content): boolean {
  if (field.required || !field.requiredWhenField) return field.required;
  const other = content[`${section}.${field.requiredWhenField}`] ?? null;
  const codes = typeof other === "string" ? [other] : codesOf(other);
  return codes.some(code => field.requiredWhenIs?.includes(code));
}

/** A field that was emptied leaves the report, so that the hub never sees half a value. */
function withValue(content: Content, path: string, value: FieldValue): Content {
  const { [path]: _, ...others } = content;
  const isEmpty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return isEmpty ? others : { ...others, [path]: value };
}

export function ReportForm({ shown, template, body, change, missing, outlined }: ReportFormProps): VNode {
  const say = useWords(specialistWords);
  const sayReport = useWords(reportWords);
  const known = useCatalogue();
  const isMissing = (code: string) => outlined && missing.some(each => each.code === code);
  const setAnswer = (number: number, text: string) =>
    change(old => ({
      ...old,
      answers: [...old.answers.filter(answer => answer.number !== number), { number, text }].toSorted(
        (one, other) => one.number - other.number,
      ),
    }));
  const certainties = known?.codes["certainty"] ?? [];
  const criticalCodes = known?.codes["critical_finding"] ?? known?.codes["critical"] ?? [];
  return (
    <div class="column report-form">
      {template.sections.map(section => (
        <fieldset key={section.code} class="report-group">
          <legend>{labelOf(section.labels, section.code)}</legend>
          <div class="report-fields">
            {section.fields.map(field => {
              const path = `${section.code}.${field.code}`;
              return (
                <FieldInput
                  key={path}
                  path={path}
                  field={field}
                  value={body.content[path] ?? null}
                  isRequired={isRequired(field, section.code, body.content)}
                  isMissing={isMissing(path) || isMissing(`${path}.wrong`)}
                  onChange={value => change(old => ({ ...old, content: withValue(old.content, path, value) }))}
                />
              );
            })}
          </div>
        </fieldset>
      ))}
      {shown.questions.length > 0 && (
        <fieldset class="report-group">
          <legend>{say("answers")}</legend>
          {shown.questions.map(question => (
            <div
              key={question.number}
              class={isMissing(`answers.${question.number}`) ? "report-field missing" : "report-field"}
            >
              <p class="question-text">
                <b>{question.number}.</b> {question.text}
              </p>
              <TextWithPhrases
                id={answerId(question.number)}
                label={say("answerTo", { n: question.number })}
                rows={1}
                value={body.answers.find(answer => answer.number === question.number)?.text ?? ""}
                onInput={text => setAnswer(question.number, text)}
              />
            </div>
          ))}
        </fieldset>
      )}
      <fieldset class="report-group">
        <legend>{say("impression")}</legend>
        <div class={isMissing("impression") ? "report-field missing" : "report-field"}>
          <TextWithPhrases
            id={fieldId("impression")}
            label={say("impression")}
            rows={3}
            value={body.impression ?? ""}
            onInput={impression => change(old => ({ ...old, impression }))}
          />
        </div>
        {certainties.length > 0 && (
          <div class={isMissing("certainty") ? "report-field missing" : "report-field"} id={fieldId("certainty")}>
            <div class="field">
              <span class="label">{say("certainty")}</span>
              <Segments
                label={say("certainty")}
                value={body.certainty}
                onChange={certainty => change(old => ({ ...old, certainty }))}
                choices={certainties.map(code => ({ value: code.code, label: labelOf(code.labels, code.code) }))}
              />
            </div>
          </div>
        )}
        <div class={isMissing("advice") ? "report-field missing" : "report-field"}>
          <TextWithPhrases
            id={fieldId("advice")}
            label={say("advice")}
            value={body.advice ?? ""}
            onInput={advice => change(old => ({ ...old, advice }))}
          />
        </div>
        <div class="report-field">
          <TextWithPhrases
            id={fieldId("limits")}
            label={sayReport("limits")}
            rows={1}
            value={body.limits ?? ""}
            onInput={limits => change(old => ({ ...old, limits }))}
          />
        </div>
      </fieldset>
      <fieldset class="report-group" id={fieldId("critical")}>
        <legend>{say("critical")}</legend>
        <Tick
          checked={body.critical.is}
          onChange={is => change(old => ({ ...old, critical: { ...old.critical, is } }))}
        >
          {say("critical")} <kbd>Alt</kbd> <kbd>C</kbd>
        </Tick>
        {body.critical.is && (
          <div class="column">
            {criticalCodes.length > 0 && (
              <Select
                label={say("criticalWhat")}
                value={body.critical.code ?? ""}
                onChange={code => change(old => ({ ...old, critical: { ...old.critical, code: code || null } }))}
                choices={[
                  { value: "", label: "–" },
                  ...criticalCodes.map(code => ({ value: code.code, label: labelOf(code.labels, code.code) })),
                ]}
              />
            )}
            <TextField
              label={say("criticalText")}
              rows={2}
              value={body.critical.text ?? ""}
              onInput={text => change(old => ({ ...old, critical: { ...old.critical, text } }))}
            />
          </div>
        )}
      </fieldset>
      <fieldset class="report-group">
        <legend>{say("actionCard")}</legend>
        <div class="report-fields">
          {cardLines.map(line => (
            <div
              key={line}
              class={isMissing(`actionCard.${line}`) ? "report-field missing" : "report-field"}
              id={fieldId(`actionCard.${line}`)}
            >
              <TextField
                label={sayReport(line)}
                rows={1}
                value={body.actionCard[line] ?? ""}
                onInput={text =>
                  change(old => ({ ...old, actionCard: { ...old.actionCard, [line]: text === "" ? null : text } }))
                }
              />
            </div>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
