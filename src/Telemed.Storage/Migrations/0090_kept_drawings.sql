-- Drawings of a live session that somebody kept. Each lies on its file in the file's own coordinates and is shown with
-- it wherever the case is opened, long after the room is closed. One that was taken away keeps its row.
CREATE TABLE kept_drawing (
    id               uuid         PRIMARY KEY,
    consultation_id  uuid         NOT NULL REFERENCES consultation (id),
    attachment_id    uuid         NOT NULL REFERENCES attachment (id),
    room_id          uuid         NOT NULL,
    sequence         integer      NOT NULL,                             -- of the line that it was drawn with
    shape            jsonb        NOT NULL,
    drawn_by         uuid         NOT NULL REFERENCES person (id),
    drawn_at         timestamptz  NOT NULL,
    kept_by          uuid         NOT NULL REFERENCES person (id),
    kept_at          timestamptz  NOT NULL,
    removed_by       uuid         REFERENCES person (id),
    removed_at       timestamptz,
    CONSTRAINT kept_drawing_once             UNIQUE (room_id, sequence),
    CONSTRAINT kept_drawing_was_drawn        FOREIGN KEY (room_id, sequence) REFERENCES room_line (room_id, sequence),
    CONSTRAINT kept_drawing_shape_is_bounded CHECK (pg_column_size(shape) <= 16384),
    CONSTRAINT kept_drawing_removed_whole    CHECK (num_nonnulls(removed_by, removed_at) IN (0, 2))
);
CREATE INDEX kept_drawing_of_case ON kept_drawing (consultation_id, kept_at) WHERE removed_at IS NULL;
