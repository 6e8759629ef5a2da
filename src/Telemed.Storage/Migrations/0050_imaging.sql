-- Images and other DICOM objects: study, series, instance. The facility comes first in every key, because two clinics
-- may send the same patient number and even the same UIDs. The object itself stays in the store, byte for byte; what
-- stands here is made from its header and can be made again.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE imaging_study (
    id               uuid         PRIMARY KEY,
    facility_id      uuid         NOT NULL REFERENCES facility (id),
    study_uid        text         NOT NULL,
    patient_id       uuid         REFERENCES patient (id),        -- null until someone says whose it is
    consultation_id  uuid         REFERENCES consultation (id),   -- null until sorted to a case
    patient_number   text         NOT NULL DEFAULT '',            -- Patient ID as the header has it
    patient_name     text         NOT NULL DEFAULT '',            -- all three name groups, decoded, as the header has them
    name_words       text         NOT NULL DEFAULT '',            -- folded for search: ' zhang wei 张 伟 '
    birth_date       text         NOT NULL DEFAULT '',
    sex              text         NOT NULL DEFAULT '',
    study_date       text         NOT NULL DEFAULT '',            -- yyyymmdd, or what the header says
    study_time       text         NOT NULL DEFAULT '',
    accession        text         NOT NULL DEFAULT '',
    study_number     text         NOT NULL DEFAULT '',
    description      text         NOT NULL DEFAULT '',
    referrer         text         NOT NULL DEFAULT '',
    modalities       text[]       NOT NULL DEFAULT '{}',
    series_count     integer      NOT NULL DEFAULT 0,
    instance_count   integer      NOT NULL DEFAULT 0,
    version          integer      NOT NULL DEFAULT 1,             -- rises with every change below the study
    complete_due_at  timestamptz,                                 -- when it counts as whole unless more arrives
    completed_at     timestamptz,
    created_at       timestamptz  NOT NULL,
    changed_at       timestamptz  NOT NULL,
    CONSTRAINT imaging_study_uid_once        UNIQUE (facility_id, study_uid),
    CONSTRAINT imaging_study_uid_is_bounded  CHECK (char_length(study_uid) BETWEEN 1 AND 64)
);
CREATE INDEX imaging_study_newest        ON imaging_study (study_date DESC, study_time DESC, id);
CREATE INDEX imaging_study_of_facility   ON imaging_study (facility_id, study_date DESC, study_time DESC, id);
CREATE INDEX imaging_study_by_number     ON imaging_study (patient_number, study_date DESC);
CREATE INDEX imaging_study_by_accession  ON imaging_study (accession) WHERE accession <> '';
CREATE INDEX imaging_study_by_uid        ON imaging_study (study_uid);
CREATE INDEX imaging_study_by_name       ON imaging_study USING gin (name_words gin_trgm_ops);
CREATE INDEX imaging_study_of_case       ON imaging_study (consultation_id);
CREATE INDEX imaging_study_of_patient    ON imaging_study (patient_id, study_date DESC);
CREATE INDEX imaging_study_unsettled     ON imaging_study (complete_due_at) WHERE complete_due_at IS NOT NULL;

CREATE TABLE imaging_series (
    id              uuid         PRIMARY KEY,
    facility_id     uuid         NOT NULL,
    study_id        uuid         NOT NULL REFERENCES imaging_study (id),
    series_uid      text         NOT NULL,
    modality        text         NOT NULL DEFAULT '',
    number          integer,
    description     text         NOT NULL DEFAULT '',
    body_part       text         NOT NULL DEFAULT '',
    series_date     text         NOT NULL DEFAULT '',
    series_time     text         NOT NULL DEFAULT '',
    instance_count  integer      NOT NULL DEFAULT 0,
    created_at      timestamptz  NOT NULL,
    CONSTRAINT imaging_series_uid_once        UNIQUE (facility_id, series_uid),
    CONSTRAINT imaging_series_uid_is_bounded  CHECK (char_length(series_uid) BETWEEN 1 AND 64)
);
CREATE INDEX imaging_series_of_study ON imaging_series (study_id, number, id);
CREATE INDEX imaging_series_by_uid   ON imaging_series (series_uid);

CREATE TABLE imaging_instance (
    id               uuid         PRIMARY KEY,
    facility_id      uuid         NOT NULL,
    study_id         uuid         NOT NULL REFERENCES imaging_study (id),
    series_id        uuid         NOT NULL REFERENCES imaging_series (id),
    sop_uid          text         NOT NULL,
    sop_class        text         NOT NULL,
    transfer_syntax  text         NOT NULL,
    number           integer,
    rows_px          integer,
    columns_px       integer,
    frame_count      integer      NOT NULL,                       -- 0 for an object without pixels
    bits_allocated   integer,
    blob_id          uuid         NOT NULL REFERENCES blob (id),
    object_key       text         NOT NULL,
    size_bytes       bigint       NOT NULL,
    sha256           bytea        NOT NULL,
    data_offset      bigint       NOT NULL,                       -- where the data set begins in the object
    metadata         bytea        NOT NULL,                       -- DICOM JSON model, compressed
    places           bytea        NOT NULL,                       -- where frames and long values lie, compressed
    created_at       timestamptz  NOT NULL,
    removed_at       timestamptz,                                 -- soft delete; the object stays
    removed_reason   text,
    CONSTRAINT imaging_instance_uid_is_bounded  CHECK (char_length(sop_uid) BETWEEN 1 AND 64),
    CONSTRAINT imaging_instance_removed_why     CHECK (removed_at IS NULL OR removed_reason IS NOT NULL)
);
CREATE UNIQUE INDEX imaging_instance_uid_once ON imaging_instance (facility_id, sop_uid) WHERE removed_at IS NULL;
CREATE INDEX imaging_instance_of_series       ON imaging_instance (series_id, number, id);
CREATE INDEX imaging_instance_of_study        ON imaging_instance (study_id);
CREATE INDEX imaging_instance_by_uid          ON imaging_instance (sop_uid);
ALTER TABLE imaging_instance ALTER COLUMN metadata SET STORAGE EXTERNAL;
ALTER TABLE imaging_instance ALTER COLUMN places SET STORAGE EXTERNAL;

-- Objects that contradict what is stored already. Both are kept; a person decides.
CREATE TABLE imaging_quarantine (
    id           uuid         PRIMARY KEY,
    facility_id  uuid         NOT NULL REFERENCES facility (id),
    sop_uid      text         NOT NULL,
    study_uid    text         NOT NULL,
    reason       text         NOT NULL,
    blob_id      uuid         NOT NULL REFERENCES blob (id),
    sha256       bytea        NOT NULL,
    created_at   timestamptz  NOT NULL,
    decided_at   timestamptz,
    decision     text,
    CONSTRAINT imaging_quarantine_bytes_once     UNIQUE (facility_id, sop_uid, sha256),
    CONSTRAINT imaging_quarantine_reason_known   CHECK (reason IN ('other_bytes', 'other_study', 'other_patient')),
    CONSTRAINT imaging_quarantine_decision_known CHECK (decision IN ('replace', 'keep', 'keep_both'))
);

-- The change feed. A reader goes up to the oldest transaction still running, so that no change is ever passed over.
CREATE TABLE imaging_change (
    seq          bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    facility_id  uuid         NOT NULL,
    study_uid    text         NOT NULL,
    series_uid   text         NOT NULL,
    sop_uid      text         NOT NULL,
    kind         text         NOT NULL,
    changed_at   timestamptz  NOT NULL,
    written_by   xid8         NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT imaging_change_kind_known CHECK (kind IN ('stored', 'removed', 'quarantined'))
);
