-- ECGs as received. The file stays in the object store as it came; what a list, a work queue or a comparison needs stands
-- here, everything else is read from the file again.
CREATE TABLE ecg_recording (
    id                uuid              PRIMARY KEY,
    consultation_id   uuid              REFERENCES consultation (id),  -- null until sorted to a case
    facility_id       uuid              NOT NULL REFERENCES facility (id),
    patient_id        uuid              REFERENCES patient (id),       -- null until sorted to a patient
    blob_id           uuid              NOT NULL REFERENCES blob (id),
    format            text              NOT NULL,
    acquired_local    timestamp,                                       -- the device's clock; null where it does not say
    duration_ms       integer           NOT NULL,
    sampling_rate_hz  double precision  NOT NULL,
    leads             smallint          NOT NULL,
    waveform_sha256   bytea             NOT NULL,                      -- the same for one ECG in any file format
    received_at       timestamptz       NOT NULL,
    CONSTRAINT ecg_recording_duration_in_range CHECK (duration_ms BETWEEN 1 AND 1209600000),  -- up to 14 days
    CONSTRAINT ecg_recording_rate_is_positive  CHECK (sampling_rate_hz > 0)
);
CREATE INDEX ecg_recording_of_case     ON ecg_recording (consultation_id, received_at);
CREATE INDEX ecg_recording_of_patient  ON ecg_recording (patient_id, received_at DESC);
CREATE INDEX ecg_recording_of_waveform ON ecg_recording (facility_id, waveform_sha256);

-- What our own measuring found; one row per recording, replaced when the measuring gets a new version.
CREATE TABLE ecg_measurement (
    ecg_id       uuid         PRIMARY KEY REFERENCES ecg_recording (id),
    version      integer      NOT NULL,
    analysis     jsonb,                                                -- null when the trace could not be measured
    measured_at  timestamptz  NOT NULL
);
