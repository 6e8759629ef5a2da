-- One row per question of a patient, from draft to closed. What every step changes is kept apart from what the sender
-- wrote, so that a step rewrites a narrow row; every step leaves one event, chained by hash to the one before.
CREATE SEQUENCE consultation_number;

CREATE TABLE consultation (
    id                     uuid         PRIMARY KEY,
    number                 text         NOT NULL,
    facility_id            uuid         NOT NULL REFERENCES facility (id),   -- the sender's, and the tenant
    sent_through_id        uuid,                                             -- the township that sent for a village
    requester_id           uuid         NOT NULL REFERENCES person (id),
    patient_id             uuid         NOT NULL REFERENCES patient (id),
    service_code           text         NOT NULL,
    kind                   text         NOT NULL,
    colour                 text         NOT NULL,
    colour_rank            smallint     GENERATED ALWAYS AS
                                        (CASE colour WHEN 'red' THEN 0 WHEN 'yellow' THEN 1 ELSE 2 END) STORED,
    state                  text         NOT NULL,
    state_since            timestamptz  NOT NULL,
    version                integer      NOT NULL DEFAULT 1,
    -- who has it
    routed_to_id           uuid,                                             -- null: everyone of the pool
    pool                   uuid[]       NOT NULL DEFAULT '{}',               -- facilities whose readers may claim it
    performer_facility_id  uuid,                                             -- where it is read, or meant to be
    target_tier            text,
    skill                  text,
    reader_id              uuid,
    lease_until            timestamptz,
    author_id              uuid,
    signed_by_id           uuid,
    second_reader_id       uuid,
    asked_from             text,
    review_needed          text,
    -- what the rules remember
    sender_asked_again     boolean      NOT NULL DEFAULT false,
    tie_break              boolean      NOT NULL DEFAULT false,
    critical               boolean      NOT NULL DEFAULT false,
    critical_settled       boolean      NOT NULL DEFAULT false,
    quality_warning        boolean      NOT NULL DEFAULT false,
    limited                boolean      NOT NULL DEFAULT false,
    unreviewed             boolean      NOT NULL DEFAULT false,
    important_amendment    boolean      NOT NULL DEFAULT false,
    returned_claims        integer      NOT NULL DEFAULT 0,
    escalations            integer      NOT NULL DEFAULT 0,
    copied_from_id         uuid,
    action_code            text,                                             -- what the sender did last
    -- the clocks
    due_at                 timestamptz,                                      -- the running clock
    due_kind               text,
    clock_started_at       timestamptz,
    promise_at             timestamptz,
    report_from            timestamptz,
    queued_from            timestamptz,
    paused_since           timestamptz,
    pause_reason           text,
    paused_ms              bigint       NOT NULL DEFAULT 0,
    breached               boolean      NOT NULL DEFAULT false,
    -- the milestones that figures count from
    created_at             timestamptz  NOT NULL,
    submitted_at           timestamptz,
    triaged_at             timestamptz,
    queued_at              timestamptz,
    claimed_at             timestamptz,
    opened_at              timestamptz,
    first_visible_at       timestamptz,
    signed_at              timestamptz,
    first_signed_at        timestamptz,                                      -- stays when a case is reopened
    delivered_at           timestamptz,
    acknowledged_at        timestamptz,
    acted_at               timestamptz,
    closed_at              timestamptz,
    event_count            integer      NOT NULL DEFAULT 0,
    last_event_hash        bytea        NOT NULL DEFAULT '\x',
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
    WHERE reader_id IS NOT NULL;
-- Everything the desk watches: sent and not yet acknowledged.
CREATE INDEX consultation_open        ON consultation (colour_rank, due_at, id)
    WHERE state IN ('quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading', 'info_requested',
                    'drafted', 'review_pending', 'reviewed', 'second_opinion', 'signed', 'amended', 'addendum', 'delivered');
CREATE INDEX consultation_by_sending  ON consultation (submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX consultation_by_signing  ON consultation (first_signed_at) WHERE first_signed_at IS NOT NULL;

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
