-- +goose Up

-- What bounds that which grows by itself. Nothing here is a fact of a case: no chain
-- covers these tables.

-- Query: PruneDeliveries.
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (tried_at) WHERE next_at IS NULL;
-- Query: PruneReads.
CREATE INDEX notice_reads_by_notice ON notice_reads (notice);

-- Since when no ledger row has been known to name content; NULL once one does, for
-- good: what is named stays. Looked at again by each sweep (ClaimNamed).
ALTER TABLE evidence_files ADD COLUMN unclaimed_at timestamptz;
-- Query: UnclaimedFiles.
CREATE INDEX evidence_files_unclaimed ON evidence_files (unclaimed_at) WHERE unclaimed_at IS NOT NULL;
-- Query: NamesDigest: records on site name digests too.
CREATE INDEX inspection_records_by_digest ON inspection_records USING gin (evidence jsonb_path_ops);
UPDATE evidence_files f SET unclaimed_at = now()
WHERE NOT EXISTS (SELECT FROM evidence e WHERE e.sha256 = f.sha256)
    AND NOT EXISTS (SELECT FROM inspection_records r WHERE r.evidence @> jsonb_build_array(jsonb_build_object('sha256', f.sha256)));

-- What a person has begun to send in on a day, withdrawn or not.
CREATE TABLE upload_days (
    person text    NOT NULL,
    day    date    NOT NULL,
    files  integer NOT NULL,
    bytes  bigint  NOT NULL, -- as announced
    PRIMARY KEY (person, day)
);
-- Query: OpenUploads.
CREATE INDEX uploads_by_person ON uploads (person);

-- Wrong passwords and codes by the address that they came from, whatever the login:
-- one password is tried on many. They drain away by time.
CREATE TABLE sign_in_addresses (
    address      text PRIMARY KEY, -- of IPv6 the network: one machine has all of it
    failures     double precision NOT NULL,
    locked_until timestamptz NOT NULL DEFAULT 'epoch',
    at           timestamptz NOT NULL
);
-- Query: ForgetAddresses.
CREATE INDEX sign_in_addresses_by_time ON sign_in_addresses (at);

-- +goose Down
DROP TABLE sign_in_addresses, upload_days;
DROP INDEX uploads_by_person, inspection_records_by_digest, evidence_files_unclaimed, notice_reads_by_notice, webhook_deliveries_done;
ALTER TABLE evidence_files DROP COLUMN unclaimed_at;
