-- Machine work. A row is written in the transaction that wants the work, and the row is the job: nothing is
-- acknowledged and then forgotten. A job that succeeds leaves the table; one that cannot is kept as dead.
CREATE TABLE job (
    id            uuid        PRIMARY KEY,
    kind          text        NOT NULL,
    queue         text        NOT NULL,
    payload       bytea       NOT NULL,
    dedup_key     text,
    state         smallint    NOT NULL DEFAULT 0,   -- 0 waiting, 1 running, 2 dead, 3 cancelled
    attempts      integer     NOT NULL DEFAULT 0,
    run_at        timestamptz NOT NULL,
    lease_until   timestamptz,
    recurring_id  text,
    recurrence    text,
    error         text,
    created_at    timestamptz NOT NULL DEFAULT now(),
    changed_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT job_state_known               CHECK (state BETWEEN 0 AND 3),
    CONSTRAINT job_leased_while_running      CHECK ((state = 1) = (lease_until IS NOT NULL)),
    CONSTRAINT job_recurs_by_id_and_schedule CHECK ((recurring_id IS NULL) = (recurrence IS NULL)),
    CONSTRAINT job_recurring_id_once         UNIQUE (recurring_id)
) WITH (fillfactor = 70);                           -- room for the update that claims, beside the row
CREATE INDEX job_waiting_by_due    ON job (run_at)      WHERE state = 0;
CREATE INDEX job_running_by_lease  ON job (lease_until) WHERE state = 1;
CREATE INDEX job_by_state_and_time ON job (state, changed_at, id) WHERE state >= 2;
-- Only waiting twins are merged: a request that comes while its twin runs may know more than the twin has read.
CREATE UNIQUE INDEX job_waiting_dedup_key_once ON job (kind, dedup_key) WHERE state = 0;
