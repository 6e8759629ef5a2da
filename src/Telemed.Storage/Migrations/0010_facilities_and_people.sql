-- Who takes part: the four-level tree of facilities, the people in it, what each may do and where, and the devices
-- that send by themselves. Every other table names its facility, so this one comes first.
CREATE TABLE facility (
    id          uuid         PRIMARY KEY,
    parent_id   uuid         REFERENCES facility (id),
    tier        text         NOT NULL,
    code        text         NOT NULL,
    name        text         NOT NULL,
    path        uuid[]       NOT NULL,                 -- ancestors from the root, then itself
    time_zone   text         NOT NULL,
    phone       text,
    active      boolean      NOT NULL DEFAULT true,
    version     integer      NOT NULL DEFAULT 1,
    created_at  timestamptz  NOT NULL,
    CONSTRAINT facility_code_once         UNIQUE (code),
    CONSTRAINT facility_tier_known        CHECK (tier IN ('city', 'county', 'township', 'village')),
    CONSTRAINT facility_name_is_bounded   CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT facility_path_ends_in_self CHECK (path[cardinality(path)] = id AND cardinality(path) <= 8)
);

CREATE INDEX facility_by_parent ON facility (parent_id);
CREATE INDEX facility_by_path   ON facility USING gin (path);

CREATE TABLE person (
    id                    uuid         PRIMARY KEY,
    login                 text         NOT NULL,        -- as typed, kept for show
    login_key             text         NOT NULL,        -- folded, what is looked up
    name                  text         NOT NULL,
    title                 text,
    phone                 text,
    language              text         NOT NULL DEFAULT 'en',
    time_zone             text         NOT NULL DEFAULT 'UTC',
    theme                 text         NOT NULL DEFAULT 'light',
    licence_number        text,
    active                boolean      NOT NULL DEFAULT true,
    password_hash         text,
    must_change_password  boolean      NOT NULL DEFAULT false,
    totp_secret           bytea,                        -- sealed by data protection; null until enrolled
    totp_last_step        bigint       NOT NULL DEFAULT 0,
    security_stamp        text         NOT NULL,
    version               integer      NOT NULL DEFAULT 1,
    created_at            timestamptz  NOT NULL,
    deactivated_at        timestamptz,
    CONSTRAINT person_login_once      UNIQUE (login_key),
    CONSTRAINT person_name_is_bounded CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT person_language_known  CHECK (language IN ('zh', 'en', 'ru', 'kk')),
    CONSTRAINT person_theme_known     CHECK (theme IN ('light', 'dark'))
);

CREATE TABLE person_role (
    person_id    uuid  NOT NULL REFERENCES person (id),
    facility_id  uuid  NOT NULL REFERENCES facility (id),
    role         text  NOT NULL,
    PRIMARY KEY (person_id, facility_id, role)
);

CREATE INDEX person_role_at_facility ON person_role (facility_id, role);

CREATE TABLE person_specialty (
    person_id  uuid  NOT NULL REFERENCES person (id),
    specialty  text  NOT NULL,
    PRIMARY KEY (person_id, specialty)
);

CREATE TABLE person_privilege (
    person_id     uuid  NOT NULL REFERENCES person (id),
    service_code  text  NOT NULL,
    PRIMARY KEY (person_id, service_code)
);

-- A log-in that lives on the server: the browser holds a random token, the table its hash.
CREATE TABLE session (
    id                   uuid         PRIMARY KEY,
    person_id            uuid         NOT NULL REFERENCES person (id),
    token_hash           bytea        NOT NULL,
    created_at           timestamptz  NOT NULL,
    last_seen_at         timestamptz  NOT NULL,
    absolute_expires_at  timestamptz  NOT NULL,
    ended_at             timestamptz,
    fresh_hash           bytea,                         -- the last fresh credential given, and until when
    fresh_expires_at     timestamptz,
    CONSTRAINT session_token_once UNIQUE (token_hash)
);

CREATE INDEX session_of_person ON session (person_id) WHERE ended_at IS NULL;
CREATE INDEX session_by_end    ON session (absolute_expires_at);

-- Failed log-ins count by the name typed, whether a person has it or not, so that a lock tells nobody which names exist.
CREATE TABLE login_failure (
    login_hash    bytea        PRIMARY KEY,
    count         integer      NOT NULL,
    last_at       timestamptz  NOT NULL,
    locked_until  timestamptz
);

CREATE INDEX login_failure_by_age ON login_failure (last_at);

CREATE TABLE device_key (
    id            uuid         PRIMARY KEY,
    facility_id   uuid         NOT NULL REFERENCES facility (id),
    name          text         NOT NULL,
    kind          text         NOT NULL,
    key_hash      bytea        NOT NULL,
    ae_title      text,
    created_by    uuid         REFERENCES person (id),
    created_at    timestamptz  NOT NULL,
    last_seen_at  timestamptz,
    revoked_at    timestamptz,
    CONSTRAINT device_key_hash_once     UNIQUE (key_hash),
    CONSTRAINT device_key_ae_is_bounded CHECK (ae_title IS NULL OR ae_title ~ '^[A-Z0-9_. -]{1,16}$')
);

CREATE INDEX device_key_at_facility ON device_key (facility_id);
CREATE UNIQUE INDEX device_key_ae_once ON device_key (ae_title) WHERE ae_title IS NOT NULL AND revoked_at IS NULL;

-- The answer given to a request that may be sent twice. A row without an answer is being worked on.
CREATE TABLE idempotent_answer (
    caller_id     uuid         NOT NULL,
    key           text         NOT NULL,
    request_hash  bytea        NOT NULL,
    status        integer,
    content_type  text,
    location      text,
    body          bytea,
    created_at    timestamptz  NOT NULL,
    PRIMARY KEY (caller_id, key),
    CONSTRAINT idempotent_answer_key_is_bounded CHECK (char_length(key) BETWEEN 8 AND 128)
);

CREATE INDEX idempotent_answer_by_age ON idempotent_answer (created_at);
