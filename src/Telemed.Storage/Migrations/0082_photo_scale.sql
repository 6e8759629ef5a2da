-- The scale of a photo, which no camera states: by objective and camera, by the field of the eyepiece, or by a marked
-- length of a stage micrometer or ruler. A new calibration takes the place of the old one; the audit trail keeps both.
ALTER TABLE attachment ADD COLUMN um_per_px double precision, ADD COLUMN calibration jsonb;
ALTER TABLE attachment ADD CONSTRAINT attachment_scale_is_positive CHECK (um_per_px > 0);
ALTER TABLE attachment ADD CONSTRAINT attachment_scale_has_its_origin
    CHECK ((um_per_px IS NULL) = (calibration IS NULL));
