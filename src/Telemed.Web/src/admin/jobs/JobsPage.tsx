import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { postJson } from "../../platform/api";
import { codeLabel, useCatalogue } from "../../platform/catalogue";
import { useData } from "../../platform/data";
import { asProblem } from "../../platform/problem";
import { setQuery, usePlace } from "../../platform/router";
import { showMoment } from "../../platform/time";
import { useWords } from "../../platform/words";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { problemText, ProblemNote } from "../../ui/ProblemNote";
import { Skeleton } from "../../ui/Skeleton";
import { Table } from "../../ui/Table";
import { Tabs } from "../../ui/Tabs";
import { toast } from "../../ui/Toast";
import { AdminFrame } from "../AdminFrame";
import { jobStates, type Job, type JobList, type JobState } from "../types";
import { adminWords } from "../words";
import { jobWords } from "./words";

/** The machine's own work: what waits, runs, is tried again, and what failed for good. */
export default function JobsPage(): VNode {
  const say = useWords(jobWords);
  const sayAdmin = useWords(adminWords);
  useCatalogue();
  const { query } = usePlace();
  const state = jobStates.find(each => each === query.get("state")) ?? "dead";
  const jobs = useData<JobList>(`/api/jobs?state=${state}&limit=200`, "jobs");
  const [busyId, setBusyId] = useState<string | null>(null);
  const counts = jobs.value?.counts ?? [];
  const countOf = (wanted: JobState) =>
    counts.filter(each => each.state === wanted).reduce((sum, each) => sum + each.jobs, 0);
  const act = async (job: Job, what: "requeue" | "cancellation") => {
    setBusyId(job.id);
    try {
      await postJson(`/api/jobs/${job.id}/${what}`);
      toast(say(what === "requeue" ? "requeued" : "cancelled"));
    } catch (error) {
      const { title, text } = problemText(asProblem(error));
      toast(`${title} ${text}`, { look: "red" });
    }
    setBusyId(null);
    jobs.refetch();
  };
  return (
    <AdminFrame title={sayAdmin("jobs")}>
      <Tabs<JobState>
        label={sayAdmin("jobs")}
        value={state}
        onChange={next => setQuery({ state: next })}
        tabs={jobStates.map(each => ({
          value: each,
          label: (
            <>
              {codeLabel("job_state", each)}{" "}
              {countOf(each) > 0 && <span class={each === "dead" ? "count loud" : "count"}>{countOf(each)}</span>}
            </>
          ),
        }))}
      />
      <div role="tabpanel" class="column" style={{ paddingTop: "16px" }}>
        {jobs.problem && <ProblemNote problem={jobs.problem} onRetry={jobs.refetch} />}
        {jobs.value === null && jobs.loading && <Skeleton lines={6} heightPx={32} />}
        {jobs.value?.items.length === 0 && (
          <p class="row quiet">
            <Icon name="check" />
            {say(`empty_${state}`)}
          </p>
        )}
        {state === "dead" && (jobs.value?.items.length ?? 0) > 0 && <p class="note yellow">{say("deadHint")}</p>}
        {jobs.value !== null && jobs.value.items.length > 0 && (
          <JobTable rows={jobs.value.items} busyId={busyId} onAct={(job, what) => void act(job, what)} />
        )}
      </div>
    </AdminFrame>
  );
}

interface JobTableProps {
  readonly rows: readonly Job[];
  readonly busyId: string | null;
  readonly onAct: (job: Job, what: "requeue" | "cancellation") => void;
}

function JobTable({ rows, busyId, onAct }: JobTableProps): VNode {
  const say = useWords(jobWords);
  const sayAdmin = useWords(adminWords);
  return (
    <Table<Job>
      label={sayAdmin("jobs")}
      rows={rows}
      keyOf={row => row.id}
      columns={[
        {
          key: "kind",
          head: say("kind"),
          cell: row => (
            <>
              <span class="strong mono">{row.kind}</span>{" "}
              {row.recurringId !== null && <span class="badge">{say("recurring")}</span>}
              {row.state === "waiting" && row.attempts > 0 && <span class="badge yellow">{say("retrying")}</span>}
            </>
          ),
        },
        { key: "tries", head: say("attempts"), number: true, cell: row => row.attempts },
        { key: "due", head: say("due"), cell: row => <span class="nowrap">{showMoment(row.runAt)}</span> },
        {
          key: "changed",
          head: say("changed"),
          cell: row => <span class="nowrap quiet">{showMoment(row.changedAt)}</span>,
        },
        {
          key: "error",
          head: say("error"),
          cell: row => (row.error === null ? null : <div class="error-text">{row.error}</div>),
        },
        {
          key: "do",
          head: "",
          cell: row => (
            <span class="row">
              {(row.state === "dead" || row.state === "cancelled") && (
                <Button size="small" icon="refresh" busy={busyId === row.id} onClick={() => onAct(row, "requeue")}>
                  {say("requeue")}
                </Button>
              )}
              {(row.state === "dead" || row.state === "waiting") && row.recurringId === null && (
                <Button size="small" look="danger" busy={busyId === row.id} onClick={() => onAct(row, "cancellation")}>
                  {say("cancel")}
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}
