-- A green ECG is answered within two hours of duty (practice 2.1), so the service gets hours of duty, in the local time
-- of whoever sends; administrators change them, and give such hours to other services. Open cases follow at once:
-- their timers ring soon and are laid anew by the rule of that moment.
UPDATE service SET version = version + 1, timers = jsonb_set(timers, '{dutyHours}', '{
    "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "from": "08:00", "until": "18:00", "timeZone": null}')
WHERE code = 'ecg' AND NOT timers ? 'dutyHours';

UPDATE consultation_timer t SET due_at = LEAST(t.due_at, now())
FROM consultation c WHERE c.id = t.consultation_id AND c.service_code = 'ecg' AND c.colour = 'green';

-- A clock that stood still moves the promise by the duty time that passed meanwhile, not by the nights between.
ALTER TABLE consultation ADD COLUMN paused_on_duty_ms bigint NOT NULL DEFAULT 0;
UPDATE consultation SET paused_on_duty_ms = paused_ms WHERE paused_ms > 0;

-- What lay outside the hours of duty when the first report was signed: figures leave it out, as they do pauses.
ALTER TABLE consultation
    ADD COLUMN off_duty_to_queue_ms   bigint NOT NULL DEFAULT 0,
    ADD COLUMN off_duty_to_claim_ms   bigint NOT NULL DEFAULT 0,
    ADD COLUMN off_duty_to_report_ms  bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT consultation_off_duty_not_negative CHECK (paused_on_duty_ms >= 0
        AND off_duty_to_queue_ms >= 0 AND off_duty_to_claim_ms >= 0 AND off_duty_to_report_ms >= 0);
