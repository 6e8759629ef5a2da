-- A report is a draft until it is signed; what is signed is a row of its own that nothing changes any more. A later
-- version stands beside it and names the one it replaces.
CREATE TABLE report_draft (
    consultation_id  uuid         PRIMARY KEY REFERENCES consultation (id) ON DELETE CASCADE,
    version          integer      NOT NULL,
    author_id        uuid         NOT NULL,
    content          jsonb        NOT NULL,
    saved_at         timestamptz  NOT NULL
);

CREATE TABLE report (
    id                  uuid         PRIMARY KEY,
    consultation_id     uuid         NOT NULL REFERENCES consultation (id),
    facility_id         uuid         NOT NULL,                  -- the sender's, as on the consultation
    kind                text         NOT NULL,                  -- original, second_opinion, addendum, amendment
    status              text         NOT NULL,
    number              integer      NOT NULL,                  -- counts the versions of one consultation from one
    replaces_id         uuid         REFERENCES report (id),
    template_code       text         NOT NULL,
    template_version    integer      NOT NULL,
    content             jsonb        NOT NULL,
    content_sha256      bytea        NOT NULL,
    diff                jsonb,
    critical            boolean      NOT NULL DEFAULT false,
    limited             boolean      NOT NULL DEFAULT false,
    reason              text,
    severity            text,
    author_id           uuid         NOT NULL,
    signer              jsonb,                                  -- name, title, licence, facility as they were then
    signed_at           timestamptz,
    reviewer_id         uuid,
    reviewed_at         timestamptz,
    verification_code   text,
    created_at          timestamptz  NOT NULL,
    CONSTRAINT report_number_once_per_case   UNIQUE (consultation_id, number),
    CONSTRAINT report_verification_code_once UNIQUE (verification_code),
    CONSTRAINT report_status_known  CHECK (status IN ('preliminary', 'final', 'addendum', 'amended')),
    CONSTRAINT report_signed_or_preliminary
        CHECK (status = 'preliminary' OR (signed_at IS NOT NULL AND signer IS NOT NULL AND verification_code IS NOT NULL))
);

-- Signed means final: the words, the hash and the signer stay as they are.
CREATE FUNCTION report_signed_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'A signed report is never changed or removed.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER report_unchanged_after_signing BEFORE UPDATE OR DELETE ON report
    FOR EACH ROW EXECUTE FUNCTION report_signed_is_final();

-- One loop per critical finding; it rests when someone spoke with the patient's side, not when a message was read.
CREATE TABLE critical_loop (
    id               uuid         PRIMARY KEY,
    consultation_id  uuid         NOT NULL REFERENCES consultation (id),
    code             text         NOT NULL,
    finding          text         NOT NULL,
    state            text         NOT NULL,
    hop              smallint     NOT NULL DEFAULT 0,
    hops             jsonb        NOT NULL DEFAULT '[]',        -- who was told, when, how, answered or not
    read_back_code   text         NOT NULL,                     -- two digits, said back by the one who was told
    found_by         uuid         NOT NULL,
    found_at         timestamptz  NOT NULL,
    next_hop_at      timestamptz,
    notified_at      timestamptz,
    read_back_at     timestamptz,
    read_back_by     uuid,
    contacted_at     timestamptz,
    closed_at        timestamptz,
    CONSTRAINT critical_loop_once_per_case UNIQUE (consultation_id)
);

CREATE INDEX critical_loop_next_hop ON critical_loop (next_hop_at) WHERE next_hop_at IS NOT NULL;
CREATE INDEX critical_loop_unsettled ON critical_loop (found_at) WHERE contacted_at IS NULL AND closed_at IS NULL;
