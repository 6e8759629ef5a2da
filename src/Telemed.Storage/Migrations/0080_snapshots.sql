-- Pictures that a reader took while reading: the view as he had it, with what was drawn over it. They go into the
-- report he signs and are printed in it, with a bar only where their scale is known.
CREATE TABLE consultation_snapshot (
    id               uuid              PRIMARY KEY,
    consultation_id  uuid              NOT NULL REFERENCES consultation (id),
    blob_id          uuid              NOT NULL REFERENCES blob (id),
    subject_kind     text              NOT NULL,
    subject_id       text              NOT NULL,                  -- a slide's id, an attachment's id, a study's UID
    caption          text              NOT NULL,
    view             jsonb             NOT NULL,                  -- where it was taken, in the viewer's own words
    width_px         integer           NOT NULL,
    height_px        integer           NOT NULL,
    um_per_px        double precision,                            -- of the picture; null when nobody stated a scale
    created_by       uuid              NOT NULL,
    created_at       timestamptz       NOT NULL,
    removed_at       timestamptz,
    CONSTRAINT consultation_snapshot_subject_known     CHECK (subject_kind IN ('slide', 'imaging', 'image')),
    CONSTRAINT consultation_snapshot_subject_bounded   CHECK (char_length(subject_id) BETWEEN 1 AND 128),
    CONSTRAINT consultation_snapshot_caption_bounded   CHECK (char_length(caption) <= 300),
    CONSTRAINT consultation_snapshot_size_in_range     CHECK (width_px BETWEEN 1 AND 4096 AND height_px BETWEEN 1 AND 4096),
    CONSTRAINT consultation_snapshot_scale_is_positive CHECK (um_per_px > 0)
);
CREATE INDEX consultation_snapshot_of_case ON consultation_snapshot (consultation_id, created_at) WHERE removed_at IS NULL;

-- What a report was signed with: the pictures in their order, with the captions as they were then.
CREATE TABLE report_snapshot (
    report_id    uuid      NOT NULL REFERENCES report (id),
    snapshot_id  uuid      NOT NULL REFERENCES consultation_snapshot (id),
    position     smallint  NOT NULL,
    caption      text      NOT NULL,
    PRIMARY KEY (report_id, position)
);
