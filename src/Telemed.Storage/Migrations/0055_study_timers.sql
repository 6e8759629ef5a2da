-- When a study counts as whole stands in a row of its own: on the study itself every instance would have moved an
-- indexed value, and with it every other index of the row. A study grows in place; the room for that is left free.
CREATE TABLE imaging_timer (
    study_id  uuid         PRIMARY KEY REFERENCES imaging_study (id),
    due_at    timestamptz  NOT NULL
);
CREATE INDEX imaging_timer_due ON imaging_timer (due_at);
INSERT INTO imaging_timer (study_id, due_at)
    SELECT id, complete_due_at FROM imaging_study WHERE complete_due_at IS NOT NULL AND completed_at IS NULL;
DROP INDEX imaging_study_unsettled;
ALTER TABLE imaging_study DROP COLUMN complete_due_at;
ALTER TABLE imaging_study SET (fillfactor = 70);
ALTER TABLE imaging_series SET (fillfactor = 80);

-- The feed tells of whole studies too.
ALTER TABLE imaging_change DROP CONSTRAINT imaging_change_kind_known;
ALTER TABLE imaging_change ADD CONSTRAINT imaging_change_kind_known
    CHECK (kind IN ('stored', 'removed', 'restored', 'quarantined', 'complete'));
