-- A case whose report was read still waits for the action that follows: it stays among the open ones until that is
-- recorded, and its clock with it.
DROP INDEX consultation_open;
CREATE INDEX consultation_open ON consultation (colour_rank, (COALESCE(due_at, 'infinity'::timestamptz)), id)
    WHERE state IN ('quality_check', 'submitted', 'triaged', 'queued', 'escalated', 'claimed', 'reading',
                    'info_requested', 'drafted', 'review_pending', 'reviewed', 'second_opinion', 'signed', 'amended',
                    'addendum', 'delivered', 'acknowledged');
