-- A new second factor counts only after its first code was given; until then the old one stays in force.
ALTER TABLE person ADD COLUMN totp_pending bytea;
