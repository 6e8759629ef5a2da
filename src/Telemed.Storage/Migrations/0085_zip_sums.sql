-- A zip of images can be resumed when every byte of it is known beforehand. The checksum of an entry is learned when
-- the object is first put into a zip, and kept: it is of what is sent, whose preamble may be cleaned.
ALTER TABLE imaging_instance ADD COLUMN zip_sum bigint;
ALTER TABLE imaging_instance ADD CONSTRAINT imaging_instance_zip_sum_has_32_bits
    CHECK (zip_sum BETWEEN 0 AND 4294967295);
