-- The queue of a service may give its cases out instead of waiting until a reader takes the next one: to the best of
-- the ranking, or to the readers in turn.
ALTER TABLE service ADD COLUMN routing_mode text NOT NULL DEFAULT 'pull'
    CONSTRAINT service_routing_mode_known CHECK (routing_mode IN ('pull', 'push', 'round_robin'));

-- Who got a case while its service gave them out. The event of the same ordinal says that somebody got it, but not who
-- when it was given; whose turn it is and who had the case already are read from here.
CREATE TABLE case_turn (
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    ordinal          integer      NOT NULL,
    person_id        uuid         NOT NULL REFERENCES person (id),
    service_code     text         NOT NULL,   -- as it was then
    got_at           timestamptz  NOT NULL,
    by_hub           boolean      NOT NULL,   -- false: he took it himself, or the desk gave it
    PRIMARY KEY (consultation_id, ordinal)
);

CREATE INDEX case_turn_last ON case_turn (service_code, person_id, got_at DESC);
