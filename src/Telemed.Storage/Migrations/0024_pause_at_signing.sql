-- Figures leave out the time a clock stood still before the first signature; reopening starts the clock anew, so the
-- sum as it was then is kept.
ALTER TABLE consultation ADD COLUMN first_signed_paused_ms bigint;

-- The on-call chief may sign that nobody could reach the patient; then the loop rests without a contact.
ALTER TABLE critical_loop ADD COLUMN unreachable_signed_by uuid;
