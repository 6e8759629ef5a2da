-- Lists are read by urgency, a case without a running clock last; the index is ordered exactly as the lists are. What
-- waits for a second pair of eyes stands in the readers' queue too.
DROP INDEX consultation_in_queue;
DROP INDEX consultation_open;

CREATE INDEX consultation_in_queue ON consultation (colour_rank, (COALESCE(due_at, 'infinity'::timestamptz)), id)
    WHERE state IN ('queued', 'escalated', 'review_pending', 'second_opinion', 'reviewed');
CREATE INDEX consultation_open ON consultation (colour_rank, (COALESCE(due_at, 'infinity'::timestamptz)), id)
    WHERE state IN ('quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading', 'info_requested',
                    'drafted', 'review_pending', 'reviewed', 'second_opinion', 'signed', 'amended', 'addendum', 'delivered');
CREATE INDEX consultation_returned ON consultation (state_since) WHERE state = 'returned';
CREATE INDEX consultation_copied_from ON consultation (copied_from_id) WHERE copied_from_id IS NOT NULL;
