-- The images a reader marked while reading. They go with the report: first in the viewer, and named in a Key Object
-- Selection in the study once the report is signed.
CREATE TABLE imaging_key_image (
    consultation_id  uuid         NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    instance_id      uuid         NOT NULL REFERENCES imaging_instance (id),
    frame            integer      NOT NULL,                       -- counts from one
    note             text         NOT NULL DEFAULT '',
    marked_by        uuid         NOT NULL,
    marked_at        timestamptz  NOT NULL,
    PRIMARY KEY (consultation_id, instance_id, frame),
    CONSTRAINT imaging_key_image_frame_counts_from_one CHECK (frame >= 1),
    CONSTRAINT imaging_key_image_note_is_bounded       CHECK (char_length(note) <= 500)
);
