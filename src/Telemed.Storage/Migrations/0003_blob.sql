-- One row per object in the store. The row is there before the object ("writing"), and the transaction that
-- acknowledges the bytes makes it "stored"; what stops between the two is cleared by the sweeper.
CREATE TABLE blob (
    id            uuid        PRIMARY KEY,
    object_key    text        NOT NULL,
    sha256        bytea,
    size_bytes    bigint,
    content_type  text        NOT NULL,
    state         text        NOT NULL DEFAULT 'writing',
    created_at    timestamptz NOT NULL DEFAULT now(),
    touched_at    timestamptz NOT NULL DEFAULT now(),  -- a long put shows here that it is still alive
    removed_at    timestamptz,                         -- when the object of a deleted blob was gone
    CONSTRAINT blob_object_key_once         UNIQUE (object_key),
    CONSTRAINT blob_state_known             CHECK (state IN ('writing', 'stored', 'deleted')),
    CONSTRAINT blob_stored_knows_its_bytes
        CHECK (state = 'writing' OR (sha256 IS NOT NULL AND size_bytes IS NOT NULL)),
    CONSTRAINT blob_sha256_is_32_bytes      CHECK (octet_length(sha256) = 32),
    CONSTRAINT blob_size_not_negative       CHECK (size_bytes >= 0),
    CONSTRAINT blob_removed_after_deletion  CHECK (removed_at IS NULL OR state = 'deleted')
);
CREATE INDEX blob_unsettled ON blob (touched_at) WHERE state = 'writing' OR (state = 'deleted' AND removed_at IS NULL);
CREATE INDEX blob_by_sha256 ON blob (sha256) WHERE state = 'stored';
