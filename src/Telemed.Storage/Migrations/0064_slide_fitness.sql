-- Of a hundred cases four come back for their slides: what the hub measures before sending stands in slide.quality, what
-- the reader says of it stands here and goes back to the laboratory. Each answer is a row of its own; the last one counts.
CREATE TABLE slide_adequacy (
    id          uuid         PRIMARY KEY,
    slide_id    uuid         NOT NULL REFERENCES slide (id),
    person_id   uuid         NOT NULL,
    answer      text         NOT NULL,
    reasons     text[]       NOT NULL DEFAULT '{}',
    text        text         NOT NULL DEFAULT '',
    report_id   uuid         REFERENCES report (id),                  -- when it was said of the whole case in a report
    created_at  timestamptz  NOT NULL,
    CONSTRAINT slide_adequacy_answer_known CHECK (answer IN ('adequate', 'limited', 'inadequate')),
    CONSTRAINT slide_adequacy_text_bounded CHECK (char_length(text) <= 2000)
);
CREATE INDEX slide_adequacy_of_slide ON slide_adequacy (slide_id, created_at DESC);

-- Where the slide belongs: specimen, block, slide of the block. From its label or its header, and mended by hand.
ALTER TABLE slide ADD COLUMN specimen text, ADD COLUMN block text, ADD COLUMN number text;
ALTER TABLE slide ADD CONSTRAINT slide_labelling_is_short CHECK (
    char_length(specimen) <= 40 AND char_length(block) <= 40 AND char_length(number) <= 40 AND char_length(stain) <= 40);

-- The reader answers what the sender asked with a pin. The mark has the answer as it stands, its history beside it.
ALTER TABLE slide_mark ADD COLUMN answer text, ADD COLUMN answered_by uuid, ADD COLUMN answered_at timestamptz;
ALTER TABLE slide_mark ADD CONSTRAINT slide_mark_answer_bounded CHECK (char_length(answer) <= 2000);

CREATE TABLE slide_mark_change (
    id         bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mark_id    uuid         NOT NULL REFERENCES slide_mark (id) ON DELETE CASCADE,
    field      text         NOT NULL,
    value      text         NOT NULL,                                 -- as it was said; empty when it was taken back
    person_id  uuid         NOT NULL,
    at         timestamptz  NOT NULL,
    CONSTRAINT slide_mark_change_field_known CHECK (field IN ('text', 'answer'))
);
CREATE INDEX slide_mark_change_of_mark ON slide_mark_change (mark_id, id);
