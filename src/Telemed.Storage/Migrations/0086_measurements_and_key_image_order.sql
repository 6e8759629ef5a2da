-- What a reader measured on an image while reading: lines, angles, regions and points, in the millimetres of the
-- patient, with the figures as they stood on the screen. They go with the report and are laid on the image again
-- whenever somebody opens the case.
CREATE TABLE imaging_measurement (
    id               uuid                PRIMARY KEY,                    -- made by the viewer: a second save is one row
    consultation_id  uuid                NOT NULL REFERENCES consultation (id) ON DELETE CASCADE,
    instance_id      uuid                NOT NULL REFERENCES imaging_instance (id),
    frame            integer             NOT NULL,                       -- counts from one
    tool             text                NOT NULL,
    points           double precision[]  NOT NULL,                       -- x, y, z of each point
    figure_names     text[]              NOT NULL,
    figure_values    double precision[]  NOT NULL,
    figure_units     text[]              NOT NULL,
    made_by          uuid                NOT NULL REFERENCES person (id),
    made_at          timestamptz         NOT NULL,
    CONSTRAINT imaging_measurement_frame_counts_from_one CHECK (frame >= 1),
    CONSTRAINT imaging_measurement_tool_known            CHECK (tool IN ('length', 'angle', 'roi', 'probe')),
    CONSTRAINT imaging_measurement_points_are_threes     CHECK (cardinality(points) IN (3, 6, 9, 12)),
    CONSTRAINT imaging_measurement_figures_are_whole     CHECK (
        cardinality(figure_names) = cardinality(figure_values)
        AND cardinality(figure_names) = cardinality(figure_units))
);
CREATE INDEX imaging_measurement_of_case ON imaging_measurement (consultation_id, made_at, id);

-- Key images stand in the order the reader gives them; those marked before that was kept, in the order of marking.
ALTER TABLE imaging_key_image ADD COLUMN position integer NOT NULL DEFAULT 0;
UPDATE imaging_key_image k SET position = n.position
FROM (SELECT consultation_id, instance_id, frame,
             row_number() OVER (PARTITION BY consultation_id ORDER BY marked_at, instance_id, frame) AS position
      FROM imaging_key_image) n
WHERE k.consultation_id = n.consultation_id AND k.instance_id = n.instance_id AND k.frame = n.frame;
