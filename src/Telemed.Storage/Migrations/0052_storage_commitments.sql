-- What a device asked the hub to answer for: that the instances it names are stored for good. The answer goes out on the
-- same association or on one of the hub's own, and the device confirms that it has it.
CREATE TABLE dimse_commitment (
    id               uuid         PRIMARY KEY,
    device_id        uuid         NOT NULL,
    facility_id      uuid         NOT NULL,
    ae_title         text         NOT NULL,                       -- whom the answer is for
    transaction_uid  text         NOT NULL,
    sop_classes      text[]       NOT NULL,                       -- of the instances, in their order
    sop_uids         text[]       NOT NULL,
    asked_at         timestamptz  NOT NULL,
    answered_at      timestamptz,                                 -- when the device confirmed the answer
    CONSTRAINT dimse_commitment_uids_pair_up CHECK (cardinality(sop_classes) = cardinality(sop_uids))
);
CREATE INDEX dimse_commitment_by_age ON dimse_commitment (asked_at);
