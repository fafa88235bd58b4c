-- +goose Up
-- Content that the store holds is not sent again: which cases hold it, and whether
-- somebody has it lying ready, is asked by its digest.
CREATE INDEX evidence_by_digest ON evidence (sha256);
CREATE INDEX uploads_by_digest ON uploads (person, sha256) WHERE sha256 <> '';

-- +goose Down
DROP INDEX evidence_by_digest, uploads_by_digest;
