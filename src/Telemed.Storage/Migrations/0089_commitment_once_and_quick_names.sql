-- A device asks for a commitment once under each transaction; a repeated one is named as such.
DELETE FROM dimse_commitment d USING dimse_commitment later
    WHERE later.device_id = d.device_id AND later.transaction_uid = d.transaction_uid AND later.id > d.id;
ALTER TABLE dimse_commitment ADD CONSTRAINT dimse_commitment_transaction_once UNIQUE (device_id, transaction_uid);

-- New names wait in a list that every search reads whole before they go into the index. Kept short, it costs a search
-- next to nothing, and those who store empty it in small steps.
ALTER INDEX imaging_study_by_name SET (gin_pending_list_limit = 128);
