-- One row per question of a patient, from draft to closed. What every step changes is kept apart from what the sender
-- wrote, so that a step rewrites a narrow row; every step leaves one event, chained by hash to the one before.
CREATE SEQUENCE consultation_number;

CREATE TABLE consultation (
    id                     uuid         PRIMARY KEY,
    number                 text         NOT NULL,
    facility_id            uuid         NOT NULL REFERENCES facility (id),   -- the sender's, and the tenant
    requester_id           uuid         NOT NULL REFERENCES person (id),
    patient_id             uuid         NOT NULL REFERENCES patient (id),
    service_code           text         NOT NULL,
    kind                   text         NOT NULL,
    colour                 text         NOT NULL,
    colour_rank            smallint     GENERATED ALWAYS AS
                                        (CASE colour WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END) STORED,
    state                  text         NOT NULL,
    version                integer      NOT NULL DEFAULT 1,
    performer_facility_id  uuid         REFERENCES facility (id),            -- null until routed
    pool                   uuid[]       NOT NULL DEFAULT '{}',               -- facilities whose readers may claim it
    reader_id              uuid,
    reviewer_id            uuid,
    previous_reader_ids    uuid[]       NOT NULL DEFAULT '{}',               -- who may not give the second opinion
    lease_until            timestamptz,
    due_at                 timestamptz,                                      -- the running clock
    due_kind               text,
    clock_started_at       timestamptz,
    promise_at             timestamptz,
    breached               boolean      NOT NULL DEFAULT false,
    critical               boolean      NOT NULL DEFAULT false,
    limited                boolean      NOT NULL DEFAULT false,              -- answered on what was available
    second_opinion_used    boolean      NOT NULL DEFAULT false,
    rules                  jsonb,                                            -- what the transition table remembers
    created_at             timestamptz  NOT NULL,
    submitted_at           timestamptz,
    triaged_at             timestamptz,
    queued_at              timestamptz,
    claimed_at             timestamptz,
    opened_at              timestamptz,
    first_visible_at       timestamptz,
    signed_at              timestamptz,
    delivered_at           timestamptz,
    acknowledged_at        timestamptz,
    acted_at               timestamptz,
    closed_at              timestamptz,
    paused_at              timestamptz,
    pause_reason           text,
    paused_ms              bigint       NOT NULL DEFAULT 0,
    escalation_level       smallint     NOT NULL DEFAULT 0,
    event_count            integer      NOT NULL DEFAULT 0,
    last_event_hash        bytea        NOT NULL DEFAULT '\x',
    updated_at             timestamptz  NOT NULL,
    CONSTRAINT consultation_number_once        UNIQUE (number),
    CONSTRAINT consultation_colour_known       CHECK (colour IN ('red', 'yellow', 'green')),
    CONSTRAINT consultation_kind_known         CHECK (kind IN ('ecg', 'imaging', 'pathology', 'general')),
    CONSTRAINT consultation_pause_not_negative CHECK (paused_ms >= 0)
) WITH (fillfactor = 80);

CREATE INDEX consultation_by_facility ON consultation (facility_id, created_at DESC, id DESC);
CREATE INDEX consultation_by_patient  ON consultation (patient_id, created_at DESC);
CREATE INDEX consultation_in_queue    ON consultation (colour_rank, due_at, id)
    WHERE state IN ('queued', 'escalated');
CREATE INDEX consultation_held        ON consultation (reader_id)
    WHERE state IN ('claimed', 'reading', 'info_requested', 'drafted', 'review_pending', 'reviewed', 'second_opinion');
-- Everything the desk watches: sent and not yet acknowledged.
CREATE INDEX consultation_open        ON consultation (colour_rank, due_at, id)
    WHERE submitted_at IS NOT NULL AND acknowledged_at IS NULL AND closed_at IS NULL;
CREATE INDEX consultation_by_sending  ON consultation (submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX consultation_by_signing  ON consultation (signed_at) WHERE signed_at IS NOT NULL;

-- What the sender asked, in the sender's words; fixed when it is sent.
CREATE TABLE consultation_request (
    consultation_id   uuid         PRIMARY KEY REFERENCES consultation (id) ON DELETE CASCADE,
    questions         text[]       NOT NULL DEFAULT '{}',      -- numbered from one, in order
    complaint         text         NOT NULL DEFAULT '',
    history           text         NOT NULL DEFAULT '',
    onset_at          timestamptz,
    vitals            jsonb,
    red_flags         text[]       NOT NULL DEFAULT '{}',
    colour_reason     text,
    client_at         timestamptz,
    CONSTRAINT consultation_request_questions_bounded CHECK (cardinality(questions) <= 20)
);

CREATE TABLE consultation_event (
    consultation_id  uuid         NOT NULL REFERENCES consultation (id),
    ordinal          integer      NOT NULL,
    at               timestamptz  NOT NULL,
    client_at        timestamptz,
    kind             text         NOT NULL,
    from_state       text         NOT NULL,
    to_state         text         NOT NULL,
    actor_id         uuid,                                     -- null: the hub by its rules
    actor_role       text,
    facility_id      uuid,                                     -- where the actor acted from
    device           text,
    reason_code      text,
    text             text,
    details          jsonb,
    previous_hash    bytea        NOT NULL,
    hash             bytea        NOT NULL,
    PRIMARY KEY (consultation_id, ordinal)
);

CREATE FUNCTION consultation_event_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'An event of a consultation is never changed or removed.';
END $$;

CREATE TRIGGER consultation_event_unchanged BEFORE UPDATE OR DELETE ON consultation_event
    FOR EACH ROW EXECUTE FUNCTION consultation_event_is_for_ever();

-- What will happen by itself, and when. A row is taken once, by whichever hub comes first.
CREATE TABLE consultation_timer (
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    kind             text         NOT NULL,
    due_at           timestamptz  NOT NULL,
    attempts         smallint     NOT NULL DEFAULT 0,
    PRIMARY KEY (consultation_id, kind)
);

CREATE INDEX consultation_timer_due ON consultation_timer (due_at);

CREATE TABLE consultation_message (
    id               uuid         PRIMARY KEY,
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    person_id        uuid         NOT NULL,
    kind             text         NOT NULL,                     -- message, info_request, info_answer
    codes            text[]       NOT NULL DEFAULT '{}',
    text             text         NOT NULL,
    created_at       timestamptz  NOT NULL,
    CONSTRAINT consultation_message_is_bounded CHECK (char_length(text) <= 4000)
);

CREATE INDEX consultation_message_of_case ON consultation_message (consultation_id, created_at, id);

-- A reader who passes a case over says why; the next case offered to that reader is another one for a while.
CREATE TABLE consultation_skip (
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    person_id        uuid         NOT NULL,
    reason           text         NOT NULL,
    skipped_at       timestamptz  NOT NULL,
    PRIMARY KEY (consultation_id, person_id)
);
