-- Patients belong to the facility that registered them. People look them up by whatever they have at hand: a name in
-- any script, pinyin initials, a document number, a telephone; each of those is one key, compared by prefix.
CREATE TABLE patient (
    id               uuid         PRIMARY KEY,
    facility_id      uuid         NOT NULL REFERENCES facility (id),
    name             text         NOT NULL,
    sex              text         NOT NULL,
    birth_date       date,
    identity_kind    text,                            -- null while no document was shown
    identity_number  text,
    phone            text,
    address          text,
    language         text         NOT NULL,
    version          integer      NOT NULL DEFAULT 1,
    created_by       uuid         NOT NULL,
    created_at       timestamptz  NOT NULL,
    updated_at       timestamptz  NOT NULL,
    CONSTRAINT patient_name_is_bounded         CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT patient_identity_is_whole       CHECK ((identity_kind IS NULL) = (identity_number IS NULL)),
    CONSTRAINT patient_version_counts_from_one CHECK (version >= 1)
);

CREATE INDEX patient_by_facility ON patient (facility_id, created_at DESC, id);

CREATE TABLE patient_key (
    facility_id  uuid  NOT NULL,
    key          text  COLLATE "C" NOT NULL,
    patient_id   uuid  NOT NULL REFERENCES patient (id) ON DELETE CASCADE,
    kind         text  NOT NULL,
    PRIMARY KEY (facility_id, key, patient_id),
    CONSTRAINT patient_key_is_bounded CHECK (char_length(key) BETWEEN 1 AND 200),
    CONSTRAINT patient_key_kind_known CHECK (kind IN ('name', 'pinyin', 'initials', 'identity', 'phone'))
);

CREATE INDEX patient_key_by_patient ON patient_key (patient_id);
