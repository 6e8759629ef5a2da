-- One row per digitised slide. Its original stays in the object store; the index says where every tile lies in it, so
-- that showing the slide never opens its directories again.
CREATE TABLE slide (
    id               uuid              PRIMARY KEY,
    consultation_id  uuid              REFERENCES consultation (id),
    facility_id      uuid              NOT NULL REFERENCES facility (id),
    patient_id       uuid              REFERENCES patient (id),
    blob_id          uuid              REFERENCES blob (id),          -- null while it arrives
    upload_id        uuid              REFERENCES upload (id),        -- whose spool is read while it arrives
    series_id        uuid,                                            -- a DICOM slide's series; its files are slide_file
    format           text              NOT NULL,
    width_px         integer           NOT NULL,
    height_px        integer           NOT NULL,
    um_per_px        double precision,                                -- null when the file does not say
    objective        double precision,
    stain            text,
    label            text              NOT NULL,
    quality          jsonb,
    tile_index       bytea             NOT NULL,
    complete         boolean           NOT NULL,
    created_at       timestamptz       NOT NULL,
    CONSTRAINT slide_size_in_range      CHECK (width_px BETWEEN 1 AND 1073741823 AND height_px BETWEEN 1 AND 1073741823),
    CONSTRAINT slide_scale_is_positive  CHECK (um_per_px > 0),
    CONSTRAINT slide_has_its_bytes      CHECK (NOT complete OR blob_id IS NOT NULL OR series_id IS NOT NULL)
);
CREATE INDEX slide_of_case    ON slide (consultation_id, created_at);
CREATE INDEX slide_of_patient ON slide (patient_id, created_at DESC);
CREATE INDEX slide_of_series  ON slide (series_id);

-- The files of a slide that has several (DICOM), in the order in which its tiles number them.
CREATE TABLE slide_file (
    slide_id  uuid      NOT NULL REFERENCES slide (id) ON DELETE CASCADE,
    source    smallint  NOT NULL,
    blob_id   uuid      NOT NULL REFERENCES blob (id),
    PRIMARY KEY (slide_id, source)
);

-- Pins, lines, regions and texts, in level-0 pixels, never burned into the picture. A changed one is a new version;
-- what was there when a report was signed can be shown again.
CREATE TABLE slide_mark (
    id          uuid         PRIMARY KEY,
    slide_id    uuid         NOT NULL REFERENCES slide (id),
    kind        text         NOT NULL,
    points      float8[]     NOT NULL,                                -- x, y, x, y …
    text        text         NOT NULL DEFAULT '',
    number      integer,                                              -- of a pin, so that a report can name it
    created_by  uuid         NOT NULL,
    created_at  timestamptz  NOT NULL,
    removed_at  timestamptz,
    removed_by  uuid,
    CONSTRAINT slide_mark_kind_known    CHECK (kind IN ('pin', 'line', 'region', 'text')),
    CONSTRAINT slide_mark_points_paired CHECK (cardinality(points) BETWEEN 2 AND 4000 AND cardinality(points) % 2 = 0),
    CONSTRAINT slide_mark_text_bounded  CHECK (char_length(text) <= 2000)
);
CREATE INDEX slide_mark_of_slide ON slide_mark (slide_id, created_at) WHERE removed_at IS NULL;

-- What a reader looked at and how closely: evidence that goes with the signed report.
CREATE TABLE slide_view (
    slide_id    uuid         NOT NULL REFERENCES slide (id),
    person_id   uuid         NOT NULL,
    level       smallint     NOT NULL,
    cells       bytea        NOT NULL,                                -- one bit per cell of a 64 x 64 grid over the slide
    seen_ms     bigint       NOT NULL,
    changed_at  timestamptz  NOT NULL,
    PRIMARY KEY (slide_id, person_id, level),
    CONSTRAINT slide_view_cells_are_a_grid CHECK (octet_length(cells) = 512)
);
