-- After how many minutes without a further image a clinic's studies count as whole; a clinic on a thin line needs more
-- than the hub's setting, which holds where none is given.
ALTER TABLE facility ADD COLUMN study_quiet_minutes integer;
ALTER TABLE facility ADD CONSTRAINT facility_study_quiet_minutes_within_a_day
    CHECK (study_quiet_minutes BETWEEN 1 AND 1440);
