-- A backlog of one kind of work is not walked over by those who look for another kind.
CREATE INDEX job_waiting_by_kind ON job (kind, run_at) WHERE state = 0;
DROP INDEX job_waiting_by_due;

-- The chainer reads what is pending and nothing else: the row's hash rides along.
ALTER TABLE audit_pending ADD COLUMN row_hash bytea;
UPDATE audit_pending SET row_hash = audit_row.hash FROM audit_row WHERE audit_row.id = audit_pending.row_id;
ALTER TABLE audit_pending ALTER COLUMN row_hash SET NOT NULL;
