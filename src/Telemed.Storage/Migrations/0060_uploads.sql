-- Files on their way in, and what became of them. An attachment is a file that a case keeps; the bytes are a blob, and
-- the thing it shows (an ECG, a study, a slide) is a row of its own slice under subject_id.
CREATE TABLE attachment (
    id                 uuid         PRIMARY KEY,
    consultation_id    uuid         REFERENCES consultation (id),     -- null until sorted to a case
    facility_id        uuid         NOT NULL REFERENCES facility (id),
    patient_id         uuid         REFERENCES patient (id),
    kind               text         NOT NULL,
    subject_id         uuid,                                          -- null for documents, which are their own subject
    blob_id            uuid         REFERENCES blob (id),             -- null when a slice keeps several blobs
    file_name          text         NOT NULL,
    content_type       text         NOT NULL DEFAULT 'application/octet-stream',
    size_bytes         bigint       NOT NULL,
    sha256             bytea        NOT NULL,
    summary            jsonb        NOT NULL DEFAULT '{}',
    header             jsonb,                                         -- the patient as the file's header names him
    mismatch           text[]       NOT NULL DEFAULT '{}',            -- fields in which header and chosen patient differ
    mismatch_decision  text,
    mismatch_reason    text,
    created_by         uuid,                                          -- null when a device sent it
    created_at         timestamptz  NOT NULL,
    removed_at         timestamptz,
    CONSTRAINT attachment_kind_known        CHECK (kind IN ('ecg', 'imaging', 'slide', 'image', 'pdf')),
    CONSTRAINT attachment_name_is_bounded   CHECK (char_length(file_name) BETWEEN 1 AND 255),
    CONSTRAINT attachment_size_not_negative CHECK (size_bytes >= 0),
    CONSTRAINT attachment_decision_known    CHECK (mismatch_decision IN ('same_patient', 'other_patient'))
);
CREATE INDEX attachment_of_case    ON attachment (consultation_id, created_at) WHERE removed_at IS NULL;
CREATE INDEX attachment_of_subject ON attachment (subject_id);
CREATE INDEX attachment_of_patient ON attachment (patient_id, created_at DESC) WHERE removed_at IS NULL;

-- One row per file being sent. The bytes lie in the spool; a row outlives them so that its sender learns the outcome.
CREATE TABLE upload (
    id               uuid         PRIMARY KEY,
    facility_id      uuid         NOT NULL REFERENCES facility (id),
    person_id        uuid,
    device_id        uuid,
    consultation_id  uuid         REFERENCES consultation (id),
    patient_id       uuid         REFERENCES patient (id),
    file_name        text         NOT NULL,
    size_bytes       bigint       NOT NULL,
    part_bytes       integer,                                         -- null for tus, which only appends
    received_bytes   bigint       NOT NULL DEFAULT 0,
    state            text         NOT NULL DEFAULT 'receiving',
    kind             text,
    slide_id         uuid,                                            -- readable while it is still arriving
    attachment_id    uuid         REFERENCES attachment (id),
    problem          jsonb,
    created_at       timestamptz  NOT NULL,
    touched_at       timestamptz  NOT NULL,
    expires_at       timestamptz  NOT NULL,
    CONSTRAINT upload_has_a_sender          CHECK (num_nonnulls(person_id, device_id) = 1),
    CONSTRAINT upload_state_known           CHECK (state IN ('receiving', 'checking', 'accepted', 'refused')),
    CONSTRAINT upload_received_within_size  CHECK (received_bytes BETWEEN 0 AND size_bytes),
    CONSTRAINT upload_name_is_bounded       CHECK (char_length(file_name) BETWEEN 1 AND 255)
);
CREATE INDEX upload_unfinished ON upload (touched_at) WHERE state IN ('receiving', 'checking');
CREATE INDEX upload_of_case    ON upload (consultation_id, created_at);

-- Parts that lie in the spool whole and as their checksum says, whatever their order of arrival.
CREATE TABLE upload_part (
    upload_id  uuid     NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    number     integer  NOT NULL,
    sha256     bytea    NOT NULL,
    PRIMARY KEY (upload_id, number),
    CONSTRAINT upload_part_number_in_range CHECK (number BETWEEN 0 AND 9999)
);
