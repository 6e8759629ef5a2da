import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson, putJson } from "../../platform/api";
import { codeLabel, refreshCatalogue, useCatalogue, type Colour, type ServiceKind } from "../../platform/catalogue";
import { labelOf, languageNames, languages } from "../../platform/language";
import { navigate, useParameter } from "../../platform/router";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { ColourMark } from "../../ui/ColourMark";
import { Empty } from "../../ui/Empty";
import { TextField, Tick } from "../../ui/Field";
import { ProblemNote } from "../../ui/ProblemNote";
import { Select } from "../../ui/Select";
import { Skeleton } from "../../ui/Skeleton";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/words";
import { AdminFrame } from "../AdminFrame";
import { Ticks } from "../people/SkillsEditor";
import { tiers, type Tier } from "../types";
import { useLeaveGuard } from "../useLeaveGuard";
import { useSave } from "../useSave";
import { adminWords } from "../words";
import {
  bodyOf,
  colours,
  emptyService,
  faultsOf,
  formOf,
  routingModes,
  templatesOf,
  type EditableService,
  type RoutingMode,
  type ServiceForm,
} from "./service";
import { DutyHoursFields } from "./DutyHoursFields";
import { ServicePreview } from "./ServicePreview";
import { useTemplateNames } from "./useTemplateNames";
import { serviceWords } from "./words";

const kinds: readonly ServiceKind[] = ["ecg", "imaging", "pathology", "general"];

/** One service of the catalogue, or a new one, with what sender and reader will see of it. */
export default function ServicePage(): VNode {
  const say = useWords(serviceWords);
  const sayUi = useWords(uiWords);
  const code = useParameter("code");
  const known = useCatalogue();
  const service = (known?.services as readonly EditableService[] | undefined)?.find(each => each.code === code) ?? null;
  const isNew = code === "new";
  return (
    <AdminFrame
      title={isNew ? say("newService") : labelOf(service?.labels, code)}
      tools={
        <Button look="plain" icon="left" to="/admin/services">
          {say("back")}
        </Button>
      }
    >
      {known === null && <Skeleton lines={8} heightPx={32} />}
      {known !== null && !isNew && service === null && <Empty icon="book" title={sayUi("goneTitle")} />}
      {known !== null && (isNew || service !== null) && (
        <Editor key={`${code}/${service?.version ?? 0}`} service={service} />
      )}
    </AdminFrame>
  );
}

function Editor({ service }: { readonly service: EditableService | null }): VNode {
  const say = useWords(serviceWords);
  const sayAdmin = useWords(adminWords);
  const known = useCatalogue();
  const [form, setForm] = useState<ServiceForm>(() => (service === null ? emptyService : formOf(service)));
  const [isChanged, setIsChanged] = useState(false);
  const save = useSave();
  useLeaveGuard(isChanged);
  const faults = faultsOf(form);
  const set = (changes: Partial<ServiceForm>) => {
    setIsChanged(true);
    setForm(old => ({ ...old, ...changes }));
  };
  const send = () =>
    save.run(async () => {
      const body = bodyOf(form, service?.version ?? null);
      if (service === null) await postJson("/api/services", body);
      else await putJson(`/api/services/${service.code}`, body);
      setIsChanged(false);
      await refreshCatalogue();
      toast(sayAdmin("saved"));
      if (service === null) setTimeout(() => navigate(`/admin/services/${form.code.trim()}`, { replace: true }));
    });
  const templates = templatesOf(known?.services ?? [], form.kind);
  const names = useTemplateNames(templates);
  const chooseKind = (kind: ServiceKind) => set({ kind, template: templatesOf(known?.services ?? [], kind)[0] ?? "" });
  return (
    <div class="service-grid">
      <form
        class="panel"
        onSubmit={event => {
          event.preventDefault();
          void send();
        }}
      >
        <div class="form-grid">
          {service === null && (
            <TextField
              label={say("code")}
              value={form.code}
              onInput={code => set({ code })}
              maxLength={40}
              hint={say("codeHint")}
              autofocus
              required
            />
          )}
          <Select<ServiceKind>
            label={say("kind")}
            value={form.kind}
            onChange={chooseKind}
            choices={kinds.map(kind => ({ value: kind, label: codeLabel("kind", kind) }))}
          />
          <Select
            label={sayAdmin("specialty")}
            value={form.specialty}
            onChange={specialty => set({ specialty })}
            choices={(known?.codes["specialty"] ?? []).map(each => ({
              value: each.code,
              label: labelOf(each.labels, each.code),
            }))}
          />
          <Select
            label={say("template")}
            value={form.template}
            onChange={template => set({ template })}
            choices={templates.map(code => ({ value: code, label: labelOf(names.get(code), code) }))}
          />
          <TextField
            label={say("position")}
            type="number"
            value={form.position}
            onInput={position => set({ position })}
          />
        </div>
        <fieldset class="form-section">
          <legend class="visually-hidden">{say("labels")}</legend>
          <h2 aria-hidden="true">{say("labels")}</h2>
          <div class="form-grid">
            {languages.map(each => (
              <TextField
                key={each}
                label={languageNames[each]}
                value={form.labels[each]}
                onInput={text => set({ labels: { ...form.labels, [each]: text } })}
                maxLength={100}
                required
              />
            ))}
          </div>
        </fieldset>
        <Timers form={form} onChange={timers => set({ timers })} />
        <DutyHoursFields hours={form.dutyHours} onChange={dutyHours => set({ dutyHours })} />
        <TierTicks
          label={say("allowedTiers")}
          chosen={form.allowedTiers}
          onChange={allowedTiers => set({ allowedTiers })}
        />
        <TierTicks
          label={say("performerTiers")}
          chosen={form.performerTiers}
          onChange={performerTiers => set({ performerTiers })}
        />
        <fieldset class="form-section">
          <legend class="visually-hidden">{say("queue")}</legend>
          <h2 aria-hidden="true">{say("queue")}</h2>
          <div class="form-grid">
            <Select<RoutingMode>
              label={say("routingMode")}
              value={form.routingMode}
              onChange={routingMode => set({ routingMode })}
              choices={routingModes.map(mode => ({ value: mode, label: say(mode) }))}
              hint={say(form.routingMode === "pull" ? "pullHint" : "givenHint")}
            />
          </div>
        </fieldset>
        <fieldset class="form-section">
          <legend class="visually-hidden">{say("review")}</legend>
          <h2 aria-hidden="true">{say("review")}</h2>
          <div class="form-grid">
            <TextField
              label={say("reviewPercent")}
              type="number"
              inputMode="numeric"
              unit="%"
              hint={say("reviewPercentHint")}
              value={form.reviewPercent}
              onInput={reviewPercent => set({ reviewPercent })}
            />
          </div>
        </fieldset>
        <div class="form-section column">
          <Tick checked={form.active} onChange={active => set({ active })}>
            {sayAdmin("active")}
          </Tick>
          {!form.active && <p class="quiet small">{say("offHint")}</p>}
          {isChanged &&
            faults.map(fault => (
              <p key={fault} class="note yellow">
                {say(fault)}
              </p>
            ))}
          {save.problem && <ProblemNote problem={save.problem} />}
          <div>
            <Button type="submit" look="primary" busy={save.busy} disabled={!isChanged || faults.length > 0}>
              {sayAdmin("save")}
            </Button>
          </div>
        </div>
      </form>
      <ServicePreview form={form} />
    </div>
  );
}

function Timers({
  form,
  onChange,
}: {
  readonly form: ServiceForm;
  readonly onChange: (timers: ServiceForm["timers"]) => void;
}): VNode {
  const say = useWords(serviceWords);
  const set = (colour: Colour, name: "claimMinutes" | "reportMinutes", text: string) =>
    onChange({ ...form.timers, [colour]: { ...form.timers[colour], [name]: text } });
  return (
    <fieldset class="form-section">
      <legend class="visually-hidden">{say("timers")}</legend>
      <h2 aria-hidden="true">{say("timers")}</h2>
      <table class="timer-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{say("claim")}</th>
            <th scope="col">{say("report")}</th>
          </tr>
        </thead>
        <tbody>
          {colours.map(colour => (
            <tr key={colour}>
              <th scope="row">
                <ColourMark colour={colour} />
              </th>
              {(["claimMinutes", "reportMinutes"] as const).map(name => (
                <td key={name}>
                  <TextField
                    label={say(name === "claimMinutes" ? "claim" : "report")}
                    type="number"
                    inputMode="decimal"
                    unit={say("minutes")}
                    value={form.timers[colour][name]}
                    onInput={text => set(colour, name, text)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </fieldset>
  );
}

function TierTicks({
  label,
  chosen,
  onChange,
}: {
  readonly label: string;
  readonly chosen: readonly Tier[];
  readonly onChange: (chosen: readonly Tier[]) => void;
}): VNode {
  const known = useCatalogue();
  const codes = tiers.map(tier => ({
    code: tier,
    labels: known?.codes["tier"]?.find(each => each.code === tier)?.labels,
  }));
  return (
    <Ticks
      label={label}
      codes={codes}
      chosen={chosen}
      onChange={codesNow => onChange(tiers.filter(tier => codesNow.includes(tier)))}
    />
  );
}
