-- Somebody decides what becomes of images that contradict what is stored, and it is kept who that was.
ALTER TABLE imaging_quarantine ADD COLUMN decided_by uuid REFERENCES person (id);
ALTER TABLE imaging_quarantine ADD CONSTRAINT imaging_quarantine_decided_by_somebody
    CHECK ((decided_at IS NULL) = (decision IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL));
CREATE INDEX imaging_quarantine_open ON imaging_quarantine (facility_id, study_uid, reason) WHERE decided_at IS NULL;
