-- A frozen section is answered by telephone while the patient lies on the table: whom to call is asked before it is
-- sent, and each call is kept with its outcome.
ALTER TABLE consultation_request ADD COLUMN phone_back_name text, ADD COLUMN phone_back_number text;
ALTER TABLE consultation_request ADD CONSTRAINT consultation_request_phone_back_bounded
    CHECK (char_length(phone_back_name) <= 120 AND char_length(phone_back_number) <= 40);

CREATE TABLE phone_back (
    id               uuid         PRIMARY KEY,
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    person_id        uuid         NOT NULL REFERENCES person (id),
    called_at        timestamptz  NOT NULL,
    outcome          text         NOT NULL,
    told_to          text         NOT NULL,                       -- who answered; empty when nobody did
    said             text         NOT NULL,                       -- the answer as it was spoken
    CONSTRAINT phone_back_outcome_known CHECK (outcome IN ('told', 'no_answer', 'wrong_number')),
    CONSTRAINT phone_back_told_somebody CHECK (outcome <> 'told' OR (told_to <> '' AND said <> '')),
    CONSTRAINT phone_back_is_bounded    CHECK (char_length(told_to) <= 120 AND char_length(said) <= 1000)
);
CREATE INDEX phone_back_of_case ON phone_back (consultation_id, called_at);
