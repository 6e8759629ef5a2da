-- A review before signing begins by itself: for readers who sign only after one, for a share of each service's reports,
-- and where a critical measurement stands under a report that says nothing critical.
ALTER TABLE person_privilege ADD COLUMN needs_review boolean NOT NULL DEFAULT false;

ALTER TABLE service ADD COLUMN review_percent integer NOT NULL DEFAULT 0
    CONSTRAINT service_review_percent_in_range CHECK (review_percent BETWEEN 0 AND 100);

-- Drawn once when a case begins and shown to nobody, so that no reader knows beforehand and everybody can check
-- afterwards. Cases from before have none and are not drawn; the table is not written anew for them.
ALTER TABLE consultation ADD COLUMN review_draw double precision;
ALTER TABLE consultation ALTER COLUMN review_draw SET DEFAULT random();
