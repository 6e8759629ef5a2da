-- The box that searches everything finds a case by any part of its number; without this it read every case ever sent.
CREATE INDEX consultation_by_part_of_number ON consultation USING gin (number gin_trgm_ops);
