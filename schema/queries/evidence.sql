-- Files of evidence and uploads under way.

-- name: PutEvidenceFile :exec
INSERT INTO evidence_files (sha256, size, kind, scanned, stored_at)
VALUES (@sha256, @size, @kind, @scanned, @at)
ON CONFLICT (sha256) DO NOTHING;

-- name: EvidenceFiles :many
SELECT * FROM evidence_files WHERE sha256 = ANY (@sums::text[]);

-- name: StartUpload :exec
INSERT INTO uploads (id, case_id, person, name, size, created_at, touched_at)
VALUES (@id, @case_id, @person, @name, @size, @at, @at);

-- name: Upload :one
SELECT * FROM uploads WHERE id = @id;

-- name: UploadsOf :many
SELECT * FROM uploads WHERE case_id = @case_id AND person = @person ORDER BY created_at, id;

-- name: AppendUpload :execrows
-- Nothing is appended twice: the offset is the one that the sender knows.
UPDATE uploads SET received = received + @length::bigint, parts = array_append(parts, @part::text), touched_at = @at::timestamptz
WHERE id = @id AND received = @start::bigint AND sha256 = '' AND received + @length::bigint <= size;

-- name: FinishUpload :exec
UPDATE uploads SET sha256 = @sha256, parts = '{}', touched_at = @at::timestamptz WHERE id = @id;

-- name: DropUpload :exec
DELETE FROM uploads WHERE id = @id;

-- name: StaleUploads :many
SELECT * FROM uploads WHERE touched_at < @before::timestamptz ORDER BY touched_at LIMIT @batch::integer;

-- name: PartsNoted :many
-- Of some uploads the parts of which the ledger knows.
SELECT unnest(parts)::text AS part FROM uploads WHERE id = ANY (@ids::text[]);

-- name: HasUploaded :one
SELECT EXISTS (SELECT FROM uploads WHERE person = @person AND sha256 = @sha256::text AND sha256 <> '');

-- name: CasesHolding :many
-- The case that is asked about comes first if it does.
SELECT case_id FROM evidence WHERE sha256 = @sha256 GROUP BY case_id
ORDER BY case_id = @about::text DESC, max(at) DESC, case_id LIMIT @batch::integer;
