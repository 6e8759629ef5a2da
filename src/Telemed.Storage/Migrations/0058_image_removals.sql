-- One row for each time somebody took images out of sight, so that the whole of it can be taken back at once.
CREATE TABLE imaging_removal (
    id           uuid         PRIMARY KEY,
    facility_id  uuid         NOT NULL REFERENCES facility (id),
    study_id     uuid         NOT NULL REFERENCES imaging_study (id),
    reason       text         NOT NULL,
    removed_by   uuid         REFERENCES person (id),             -- null for what was removed before this was kept
    removed_at   timestamptz  NOT NULL,
    restored_by  uuid         REFERENCES person (id),
    restored_at  timestamptz
);
CREATE INDEX imaging_removal_standing ON imaging_removal (removed_at DESC, id DESC) WHERE restored_at IS NULL;

ALTER TABLE imaging_instance ADD COLUMN removal_id uuid REFERENCES imaging_removal (id);
CREATE INDEX imaging_instance_of_removal ON imaging_instance (removal_id) WHERE removal_id IS NOT NULL;

INSERT INTO imaging_removal (id, facility_id, study_id, reason, removed_at)
    SELECT gen_random_uuid(), facility_id, study_id, removed_reason, removed_at FROM imaging_instance
    WHERE removed_at IS NOT NULL GROUP BY facility_id, study_id, removed_reason, removed_at;
UPDATE imaging_instance i SET removal_id = r.id FROM imaging_removal r
    WHERE r.study_id = i.study_id AND r.removed_at = i.removed_at AND r.reason = i.removed_reason;
