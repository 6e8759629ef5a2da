-- A blind second opinion: the second reader gives his own reading before the first report is shown to him, so what was
-- asked must be remembered. Old notices are found by their age to be removed.
ALTER TABLE consultation ADD COLUMN second_blind boolean NOT NULL DEFAULT false;

CREATE INDEX notice_by_age ON notice (created_at);
