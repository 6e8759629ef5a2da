-- A case that is opened again may bring another critical finding: each has a relay of its own, numbered within the case.
ALTER TABLE critical_loop ADD COLUMN number smallint NOT NULL DEFAULT 1;
ALTER TABLE critical_loop ALTER COLUMN number DROP DEFAULT;
ALTER TABLE critical_loop DROP CONSTRAINT critical_loop_once_per_case;
ALTER TABLE critical_loop ADD CONSTRAINT critical_loop_number_once_per_case UNIQUE (consultation_id, number);

-- Whoever gives a case to somebody is shown who read how much of the service lately, and how long a reading takes.
CREATE INDEX consultation_read_lately ON consultation (service_code, first_signed_at DESC)
    INCLUDE (signed_by_id, opened_at, first_signed_paused_ms) WHERE first_signed_at IS NOT NULL;
