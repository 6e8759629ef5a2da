-- A session whose line failed comes again today in the place it had: its next room waits as if it had waited since then.
ALTER TABLE room ADD COLUMN queue_from timestamptz;
