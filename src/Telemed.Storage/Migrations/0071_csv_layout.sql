-- A table of numbers does not say what its columns are: what its sender chose in the import dialogue travels with the
-- upload and stays beside the file, since the file itself is kept as it came and is read again for every view.
ALTER TABLE upload ADD COLUMN csv_layout jsonb;         -- null for every other kind of file
ALTER TABLE ecg_recording ADD COLUMN csv_layout jsonb;  -- null where the file tells everything by itself
