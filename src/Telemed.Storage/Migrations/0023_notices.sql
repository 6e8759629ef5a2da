-- What a person should look at. Codes and ids only: no name of a patient ever stands in a notice.
CREATE TABLE notice (
    id               uuid         PRIMARY KEY,
    person_id        uuid         NOT NULL,
    consultation_id  uuid         REFERENCES consultation (id) ON DELETE CASCADE,
    kind             text         NOT NULL,
    params           jsonb        NOT NULL DEFAULT '{}',
    created_at       timestamptz  NOT NULL,
    read_at          timestamptz
);

CREATE INDEX notice_of_person ON notice (person_id, created_at DESC, id DESC);
CREATE INDEX notice_unread    ON notice (person_id) WHERE read_at IS NULL;
