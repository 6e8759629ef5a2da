-- Who did what, to whom, when and from where (the columns of DICOM PS3.15 A.5 and IHE ATNA). A row rides in the
-- transaction of its change and carries its own hash; one chainer at a time links committed rows in order, so that
-- no commit ever waits for another. What is pending is known by its own table: a row cannot be overlooked however
-- late its transaction commits, also after a restore into a new cluster.

CREATE TABLE audit_row (
    id           uuid        PRIMARY KEY,
    seq          bigint      GENERATED ALWAYS AS IDENTITY,
    action       text        NOT NULL,             -- the hub's own word, such as report.signed
    event_code   text        NOT NULL,             -- DCM code of the event, such as 110110
    action_code  text        NOT NULL,
    outcome      smallint    NOT NULL,
    person_id    uuid,
    device_id    uuid,
    role         text,
    facility_id  uuid,
    entity_kind  text,
    entity_id    text,
    patient_id   uuid,
    address      text,
    server_time  timestamptz NOT NULL,
    client_time  timestamptz,
    details      json,                             -- json, not jsonb: kept letter for letter, because it is hashed
    hash         bytea       NOT NULL,
    CONSTRAINT audit_row_action_code_known CHECK (action_code IN ('C', 'R', 'U', 'D', 'E')),
    CONSTRAINT audit_row_outcome_known     CHECK (outcome IN (0, 4, 8, 12)),
    CONSTRAINT audit_row_hash_is_sha256    CHECK (octet_length(hash) = 32)
);
CREATE INDEX audit_row_by_time    ON audit_row (server_time, seq);
CREATE INDEX audit_row_by_patient ON audit_row (patient_id, server_time) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_row_by_person  ON audit_row (person_id, server_time) WHERE person_id IS NOT NULL;
CREATE INDEX audit_row_by_entity  ON audit_row (entity_kind, entity_id);

-- Rows that are committed but not yet linked; normally empty but for the last second.
CREATE TABLE audit_pending (
    seq     bigint PRIMARY KEY,
    row_id  uuid   NOT NULL
);

-- The chain: hash = SHA-256 over the previous hash, the position, the row's id and the row's hash.
CREATE TABLE audit_link (
    position   bigint      PRIMARY KEY,
    row_id     uuid        NOT NULL,
    row_hash   bytea       NOT NULL,
    hash       bytea       NOT NULL,
    linked_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_link_row_once       UNIQUE (row_id),
    CONSTRAINT audit_link_from_one       CHECK (position >= 1),
    CONSTRAINT audit_link_hash_is_sha256 CHECK (octet_length(hash) = 32)
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only.';
END
$$;

CREATE TRIGGER audit_row_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_row
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
