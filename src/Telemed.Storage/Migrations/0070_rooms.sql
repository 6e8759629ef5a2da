-- Live sessions. A hub may die in the middle of one, so everything that people see of a room stands here: who is in it,
-- what is shown, who leads, how good the line is, and every word and drawing, in order.
CREATE TABLE room (
    id                 uuid         PRIMARY KEY,
    kind               text         NOT NULL,
    consultation_id    uuid         REFERENCES consultation (id),
    facility_id        uuid         NOT NULL REFERENCES facility (id),  -- whose room it is
    service_code       text,
    title              text         NOT NULL DEFAULT '',
    colour             text         NOT NULL,
    state              text         NOT NULL,
    state_since        timestamptz  NOT NULL,
    version            integer      NOT NULL DEFAULT 1,
    created_by         uuid         NOT NULL REFERENCES person (id),
    specialist_id      uuid         REFERENCES person (id),             -- who answers for it and signs the note
    created_at         timestamptz  NOT NULL,
    planned_at         timestamptz,
    live_at            timestamptz,
    ended_at           timestamptz,
    end_reason         text,
    missed_side        text,
    leader_id          uuid,                                            -- null: free look
    ladder             text         NOT NULL DEFAULT 'video',
    shown              jsonb,
    consent_at         timestamptz,
    consent_by         uuid,
    consent_how        text,
    consent_recording  boolean      NOT NULL DEFAULT false,
    recording          boolean      NOT NULL DEFAULT false,
    red_call           boolean      NOT NULL DEFAULT false,
    event_count        integer      NOT NULL DEFAULT 0,
    last_event_hash    bytea        NOT NULL DEFAULT '\x',
    CONSTRAINT room_kind_known            CHECK (kind IN ('consult', 'round', 'class')),
    CONSTRAINT room_colour_known          CHECK (colour IN ('red', 'yellow', 'green')),
    CONSTRAINT room_consult_has_a_case    CHECK (kind <> 'consult' OR consultation_id IS NOT NULL),
    CONSTRAINT room_title_is_bounded      CHECK (char_length(title) <= 200),
    CONSTRAINT room_shown_is_bounded      CHECK (pg_column_size(shown) <= 4096),
    CONSTRAINT room_consent_is_whole      CHECK (num_nonnulls(consent_at, consent_by, consent_how) IN (0, 3)),
    CONSTRAINT room_records_with_consent  CHECK (NOT recording OR kind = 'class' OR consent_recording)
) WITH (fillfactor = 80);

-- One open room a case: whoever presses the button second comes into the first one's.
CREATE UNIQUE INDEX room_open_of_case ON room (consultation_id)
    WHERE kind = 'consult' AND state IN ('planned', 'invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted');
CREATE INDEX room_of_case        ON room (consultation_id, created_at DESC);
CREATE INDEX room_open           ON room (state_since)
    WHERE state IN ('planned', 'invited', 'ready', 'waiting', 'live', 'degraded', 'interrupted', 'note_due');
CREATE INDEX room_of_specialist  ON room (specialist_id, ended_at DESC);

CREATE TABLE room_person (
    room_id          uuid         NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    person_id        uuid         NOT NULL REFERENCES person (id),
    role             text         NOT NULL,
    place            text         NOT NULL,
    invited_by       uuid,                                              -- null: came by the case, or rung by the hub
    invited_at       timestamptz  NOT NULL,
    asked_at         timestamptz,                                       -- since when in the lobby
    admitted_at      timestamptz,
    declined_reason  text,
    hand_at          timestamptz,
    ladder           text         NOT NULL DEFAULT 'video',
    microphone       boolean      NOT NULL DEFAULT false,
    camera           boolean      NOT NULL DEFAULT false,
    test             jsonb,
    PRIMARY KEY (room_id, person_id),
    CONSTRAINT room_person_role_known   CHECK (role IN ('host', 'speaker', 'listener')),
    CONSTRAINT room_person_place_known  CHECK (place IN ('invited', 'waiting', 'admitted', 'left', 'removed', 'declined'))
);

CREATE INDEX room_person_of_person ON room_person (person_id, invited_at DESC);

-- Bound to one person and one room, good once.
CREATE TABLE room_link (
    token_hash  bytea        PRIMARY KEY,
    room_id     uuid         NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    person_id   uuid         NOT NULL,
    created_by  uuid         NOT NULL,
    created_at  timestamptz  NOT NULL,
    expires_at  timestamptz  NOT NULL,
    used_at     timestamptz
);

CREATE INDEX room_link_by_age ON room_link (expires_at);

CREATE TABLE room_event (
    room_id        uuid         NOT NULL REFERENCES room (id),
    ordinal        integer      NOT NULL,
    at             timestamptz  NOT NULL,
    client_at      timestamptz,
    step           text         NOT NULL,
    from_state     text         NOT NULL,
    to_state       text         NOT NULL,
    actor_id       uuid,                                                -- null: the hub, by presence or clock
    actor_role     text,
    facility_id    uuid,
    device         text,
    reason         text,
    previous_hash  bytea        NOT NULL,
    hash           bytea        NOT NULL,
    PRIMARY KEY (room_id, ordinal)
);

-- What was said, drawn, shown and sent. A line stands here before anyone hears of it.
CREATE TABLE room_line (
    room_id    uuid         NOT NULL REFERENCES room (id),
    sequence   integer      NOT NULL,
    at         timestamptz  NOT NULL,
    person_id  uuid,                                                    -- null: the hub
    kind       text         NOT NULL,
    client_id  uuid,                                                    -- the page's own id, so that a repeat is one line
    body       jsonb        NOT NULL,
    PRIMARY KEY (room_id, sequence),
    CONSTRAINT room_line_once             UNIQUE (room_id, person_id, client_id),
    CONSTRAINT room_line_kind_known       CHECK (kind IN ('chat', 'drawing', 'erase', 'still', 'voice', 'file', 'note',
                                                          'state', 'kept')),
    CONSTRAINT room_line_count_is_bounded CHECK (sequence BETWEEN 1 AND 20000),
    CONSTRAINT room_line_size_is_bounded  CHECK (pg_column_size(body) <= 16384)
);

CREATE FUNCTION room_history_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What happened in a room is never changed or removed.';
END $$;

CREATE TRIGGER room_event_unchanged BEFORE UPDATE OR DELETE ON room_event
    FOR EACH ROW EXECUTE FUNCTION room_history_is_for_ever();
CREATE TRIGGER room_line_unchanged BEFORE UPDATE OR DELETE ON room_line
    FOR EACH ROW EXECUTE FUNCTION room_history_is_for_ever();

-- Where the leader looks, saved at most once a second; and the counter of lines. Both change far oftener than the room.
CREATE TABLE room_view (
    room_id    uuid         PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
    sequence   integer      NOT NULL DEFAULT 0,                         -- of the last line
    person_id  uuid,
    n          bigint       NOT NULL DEFAULT 0,
    subject    text,
    view       jsonb,
    saved_at   timestamptz,
    CONSTRAINT room_view_is_bounded CHECK (pg_column_size(view) <= 8192)
) WITH (fillfactor = 50);

-- Who was there from when until when: attendance counts from these rows, not from clicks.
CREATE TABLE room_presence (
    id             uuid         PRIMARY KEY,
    room_id        uuid         NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    person_id      uuid         NOT NULL,
    peer_id        uuid         NOT NULL,                               -- one browser tab, through all its reconnects
    node_id        uuid         NOT NULL,                               -- the hub that holds the connection
    connection_id  text         NOT NULL,
    entered_at     timestamptz  NOT NULL,
    seen_at        timestamptz  NOT NULL,
    left_at        timestamptz,
    left_reason    text,
    media          boolean      NOT NULL DEFAULT false,                 -- has one of the places with camera and voice
    CONSTRAINT room_presence_leaves_after_entering CHECK (left_at IS NULL OR left_at >= entered_at)
) WITH (fillfactor = 70);

CREATE UNIQUE INDEX room_presence_now ON room_presence (room_id, person_id) WHERE left_at IS NULL;
CREATE INDEX room_presence_of_room ON room_presence (room_id, person_id, entered_at);
CREATE INDEX room_presence_of_node ON room_presence (node_id) WHERE left_at IS NULL;
CREATE INDEX room_presence_silent  ON room_presence (seen_at) WHERE left_at IS NULL;

CREATE TABLE room_timer (
    room_id   uuid         NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    kind      text         NOT NULL,
    due_at    timestamptz  NOT NULL,
    attempts  smallint     NOT NULL DEFAULT 0,
    PRIMARY KEY (room_id, kind)
);

CREATE INDEX room_timer_due ON room_timer (due_at);

-- One row a minute and person, as measured by the person's own browser.
CREATE TABLE room_quality (
    room_id            uuid         NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    person_id          uuid         NOT NULL,
    minute             timestamptz  NOT NULL,
    ladder             text         NOT NULL,
    up_kbps            integer      NOT NULL,
    down_kbps          integer      NOT NULL,
    rtt_ms             integer      NOT NULL,
    loss_percent       real         NOT NULL,
    frames_per_second  real         NOT NULL,
    PRIMARY KEY (room_id, person_id, minute)
);

-- The specialist's note: a draft until it is signed, then never changed.
CREATE TABLE room_note (
    room_id    uuid         PRIMARY KEY REFERENCES room (id),
    version    integer      NOT NULL DEFAULT 1,
    content    jsonb        NOT NULL,
    author_id  uuid         NOT NULL,
    saved_at   timestamptz  NOT NULL,
    signed_at  timestamptz,
    signer     jsonb,
    sha256     bytea,
    CONSTRAINT room_note_is_signed_whole CHECK (num_nonnulls(signed_at, signer, sha256) IN (0, 3))
);

CREATE FUNCTION room_note_signed_is_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A signed note is never changed or removed.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER room_note_unchanged BEFORE UPDATE OR DELETE ON room_note
    FOR EACH ROW EXECUTE FUNCTION room_note_signed_is_for_ever();

-- A voice note of a room is a file of the case; a signed room note stands among the case's messages, whole.
ALTER TABLE attachment DROP CONSTRAINT attachment_kind_known;
ALTER TABLE attachment ADD CONSTRAINT attachment_kind_known
    CHECK (kind IN ('ecg', 'imaging', 'slide', 'image', 'pdf', 'audio'));
ALTER TABLE consultation_message DROP CONSTRAINT consultation_message_is_bounded;
ALTER TABLE consultation_message ADD CONSTRAINT consultation_message_is_bounded
    CHECK (char_length(text) <= CASE kind WHEN 'room_note' THEN 33000 ELSE 4000 END);
