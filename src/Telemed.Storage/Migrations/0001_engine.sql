-- What every hub needs before it knows its first patient: settings that all hubs share, the keys that protect
-- cookies and tokens across hubs and restarts, and the way round PostgreSQL's limit on notifications.

CREATE TABLE setting (
    name        text        PRIMARY KEY,
    value       jsonb       NOT NULL,
    changed_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE data_protection_key (
    friendly_name  text        PRIMARY KEY,
    xml            text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);

-- A notification carries less than 8000 bytes; a longer one waits here for a few minutes and only its id travels.
CREATE TABLE notify_overflow (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payload     text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX notify_overflow_by_age ON notify_overflow (created_at);
