-- A cart names its patient by the number of a document, and each ECG it sends asks for it.
CREATE INDEX patient_by_identity ON patient (facility_id, identity_number) WHERE identity_number IS NOT NULL;
