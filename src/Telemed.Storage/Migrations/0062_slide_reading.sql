-- What a reader saw in a rough preview only, so that nothing is signed on it; and what a signed report was read from:
-- the slides with their hashes, and how closely each was looked at, as it stood at the signature.
ALTER TABLE slide_view ADD COLUMN preview_cells bytea;               -- rested on, but never shown in stored pixels
ALTER TABLE slide_view ADD CONSTRAINT slide_view_preview_is_a_grid CHECK (octet_length(preview_cells) = 512);

CREATE TABLE report_slide (
    report_id  uuid   NOT NULL REFERENCES report (id),
    slide_id   uuid   NOT NULL REFERENCES slide (id),
    sha256     bytea,                                                -- null for a slide of several files
    views      jsonb  NOT NULL,                                      -- closeness, cells in hexadecimal, milliseconds
    PRIMARY KEY (report_id, slide_id)
);
