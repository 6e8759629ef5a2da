-- Levels that a scanner left out are built once and kept beside the original; a level's number holds for one version of
-- the index only. A slide that came as a DICOM series is found again by it.
ALTER TABLE slide ADD COLUMN index_version integer NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX slide_of_series_once ON slide (series_id) WHERE series_id IS NOT NULL;
