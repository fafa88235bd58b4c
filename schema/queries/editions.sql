-- Rules of lists by edition.

-- name: AddEdition :one
-- Gives the version: the next of its subject.
INSERT INTO editions (subject, version, from_on, document, digest, by, loaded_at)
SELECT @subject::text, coalesce((SELECT max(e.version) FROM editions e WHERE e.subject = @subject::text), 0) + 1,
    @from_on::date, @document::text, @digest::text, @by::text, @loaded_at::timestamptz
RETURNING version;

-- name: SeedEdition :exec
INSERT INTO editions (subject, version, from_on, document, digest, by, loaded_at)
VALUES (@subject, 1, @from_on, @document, @digest, '', @loaded_at) ON CONFLICT DO NOTHING;

-- name: Editions :many
SELECT * FROM editions WHERE subject = @subject ORDER BY version;
