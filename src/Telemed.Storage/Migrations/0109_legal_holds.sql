-- A court, an authority or a complaint may ask that nothing of a patient is taken away until it is settled. A hold lies
-- on the patient as a facility keeps him; one that was released stays here with who released it, and why.
CREATE TABLE legal_hold (
    id              uuid         PRIMARY KEY,
    patient_id      uuid         NOT NULL REFERENCES patient (id),
    reason          text         NOT NULL,
    set_by          uuid         NOT NULL REFERENCES person (id),
    set_at          timestamptz  NOT NULL,
    release_reason  text,
    released_by     uuid         REFERENCES person (id),
    released_at     timestamptz,
    CONSTRAINT legal_hold_reason_is_bounded   CHECK (char_length(reason) BETWEEN 1 AND 500),
    CONSTRAINT legal_hold_release_is_bounded  CHECK (char_length(release_reason) BETWEEN 1 AND 500),
    CONSTRAINT legal_hold_released_whole      CHECK (num_nonnulls(release_reason, released_by, released_at) IN (0, 3))
);

CREATE UNIQUE INDEX legal_hold_open_once ON legal_hold (patient_id) WHERE released_at IS NULL;
CREATE INDEX legal_hold_of_patient ON legal_hold (patient_id, set_at DESC);
