-- What may be asked for, from whom, with which clocks; which hospital helps which; and who is on duty when.
CREATE TABLE service (
    code             text         PRIMARY KEY,
    kind             text         NOT NULL,
    labels           jsonb        NOT NULL,             -- {"zh":…, "en":…, "ru":…, "kk":…}
    specialty        text         NOT NULL,
    template         text         NOT NULL,
    timers           jsonb        NOT NULL,             -- {"red":{"claimMinutes":2,"reportMinutes":10}, …}
    allowed_tiers    text[]       NOT NULL,
    performer_tiers  text[]       NOT NULL,
    position         integer      NOT NULL DEFAULT 0,
    active           boolean      NOT NULL DEFAULT true,
    version          integer      NOT NULL DEFAULT 1,
    CONSTRAINT service_code_is_plain  CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    CONSTRAINT service_kind_known     CHECK (kind IN ('ecg', 'imaging', 'pathology', 'general')),
    CONSTRAINT service_labels_whole   CHECK (labels ?& array['zh', 'en', 'ru', 'kk']),
    CONSTRAINT service_asked_by_a_tier CHECK (cardinality(allowed_tiers) > 0 AND cardinality(performer_tiers) > 0)
);

-- Counterpart assistance: one hospital reads first for another, for one service or (null) for all.
CREATE TABLE pairing (
    id                  uuid         PRIMARY KEY,
    helper_facility_id  uuid         NOT NULL REFERENCES facility (id),
    helped_facility_id  uuid         NOT NULL REFERENCES facility (id),
    service_code        text         REFERENCES service (code),
    starts_on           date         NOT NULL,
    ends_on             date,
    created_at          timestamptz  NOT NULL,
    CONSTRAINT pairing_joins_two      CHECK (helper_facility_id <> helped_facility_id),
    CONSTRAINT pairing_ends_after_start CHECK (ends_on IS NULL OR ends_on >= starts_on)
);

CREATE INDEX pairing_by_helped ON pairing (helped_facility_id);
CREATE INDEX pairing_by_helper ON pairing (helper_facility_id);

CREATE TABLE duty (
    id               uuid         PRIMARY KEY,
    facility_id      uuid         NOT NULL REFERENCES facility (id),
    specialty        text         NOT NULL,
    person_id        uuid         NOT NULL REFERENCES person (id),
    starts_at        timestamptz  NOT NULL,
    ends_at          timestamptz  NOT NULL,
    position         smallint     NOT NULL DEFAULT 1,   -- 1 is called first
    acknowledged_at  timestamptz,
    created_at       timestamptz  NOT NULL,
    CONSTRAINT duty_ends_after_start CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '7 days'),
    CONSTRAINT duty_position_in_chain CHECK (position BETWEEN 1 AND 9)
);

CREATE INDEX duty_by_facility ON duty (facility_id, specialty, starts_at);
CREATE INDEX duty_by_person   ON duty (person_id, starts_at);
CREATE INDEX duty_by_end      ON duty (ends_at);
