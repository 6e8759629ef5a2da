import type { VNode } from "preact";
import { serviceOf, useCatalogue } from "../platform/catalogue";
import { useData } from "../platform/data";
import { useWords } from "../platform/words";
import { Icon } from "../ui/Icon";
import { NotCome, type Asked } from "../ui/NotCome";
import { Skeleton } from "../ui/Skeleton";
import type { DeskRow, OnDuty, Page } from "./types";
import { deskWords } from "./words";

/** Whom to telephone about a case: its reader, its sender, and who is on duty for its specialty. */
export function CallList({ row }: { readonly row: DeskRow }): VNode {
  const say = useWords(deskWords);
  useCatalogue();
  const duty = useData<Page<OnDuty>>("/api/duties/now");
  const reader = useData<{ readonly phone: string | null }>(
    row.reader === null ? null : `/api/people/${row.reader.id}`,
  );
  const sender = useData<{ readonly phone: string | null }>(`/api/people/${row.requester.id}`);
  const specialty = serviceOf(row.serviceCode)?.specialty ?? null;
  const onDuty = (duty.value?.items ?? []).filter(
    each => each.specialty === specialty && each.personId !== row.reader?.id,
  );
  return (
    <ul class="column">
      {row.reader !== null && (
        <Line
          what={say("reader")}
          name={row.reader.name}
          where={row.performer?.name ?? ""}
          phone={reader.value && reader.value.phone}
          of={reader}
        />
      )}
      <Line
        what={say("sender")}
        name={row.requester.name}
        where={row.facility.name}
        phone={sender.value && sender.value.phone}
        of={sender}
      />
      <NotCome of={duty} />
      {duty.value === null && duty.loading && <Skeleton lines={2} heightPx={28} />}
      {onDuty.map(each => (
        <Line
          key={each.personId}
          what={say("onDutyNow")}
          name={each.personName}
          where={each.facilityName}
          phone={each.personPhone}
        />
      ))}
    </ul>
  );
}

function Line({
  what,
  name,
  where,
  phone,
  of,
}: {
  readonly what: string;
  readonly name: string;
  readonly where: string;
  readonly phone: string | null;
  /** Where the number comes from; while it has not come, nobody knows that there is none. */
  readonly of?: Asked;
}): VNode {
  const say = useWords(deskWords);
  return (
    <li class="row">
      <span class="grow column tight">
        <span class="cut">
          <span class="strong">{name}</span> <span class="quiet small">{what}</span>
        </span>
        <span class="quiet small cut">{where}</span>
      </span>
      {of?.value === null ? (
        <NotCome of={of} />
      ) : phone === null ? (
        <span class="quiet small">{say("noPhone")}</span>
      ) : (
        <a class="button small" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
          <Icon name="phone" tiny />
          {phone}
        </a>
      )}
    </li>
  );
}
