-- A mark is kept in micrometres of the slide beside its pixels, so that it means the same place and size whatever level
-- or copy of the slide it is laid over. A slide that does not state its scale has marks in pixels only.
ALTER TABLE slide_mark ADD COLUMN points_um float8[];
ALTER TABLE slide_mark ADD CONSTRAINT slide_mark_micrometres_match
    CHECK (points_um IS NULL OR cardinality(points_um) = cardinality(points));
UPDATE slide_mark m SET points_um = (
    SELECT array_agg(p.value * s.um_per_px ORDER BY p.at) FROM unnest(m.points) WITH ORDINALITY AS p (value, at))
FROM slide s WHERE s.id = m.slide_id AND s.um_per_px IS NOT NULL;
