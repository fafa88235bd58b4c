-- Files of evidence and uploads under way.

-- name: PutEvidenceFile :exec
-- What has been taken in again waits anew for somebody to hand it in.
INSERT INTO evidence_files (sha256, size, kind, scanned, stored_at, unclaimed_at)
VALUES (@sha256, @size, @kind, @scanned, @at, @at)
ON CONFLICT (sha256) DO UPDATE SET unclaimed_at = greatest(evidence_files.unclaimed_at, excluded.unclaimed_at)
    WHERE evidence_files.unclaimed_at IS NOT NULL;

-- name: ClaimNamed :exec
-- What a ledger row names stays for good.
UPDATE evidence_files f SET unclaimed_at = NULL
WHERE f.unclaimed_at IS NOT NULL AND (EXISTS (SELECT FROM evidence e WHERE e.sha256 = f.sha256)
    OR EXISTS (SELECT FROM inspection_records r WHERE r.evidence @> jsonb_build_array(jsonb_build_object('sha256', f.sha256))));

-- name: AwaitUploads :exec
-- What somebody has lying ready waits from when they have no more.
UPDATE evidence_files f SET unclaimed_at = @now::timestamptz
WHERE f.unclaimed_at < @now::timestamptz AND EXISTS (SELECT FROM uploads u WHERE u.sha256 = f.sha256);

-- name: UnclaimedFiles :many
SELECT sha256 FROM evidence_files WHERE unclaimed_at < @before::timestamptz ORDER BY unclaimed_at, sha256 LIMIT @batch::integer;

-- name: LockUnclaimed :many
-- Whoever takes the same content in meanwhile waits here (PutEvidenceFile).
SELECT sha256 FROM evidence_files WHERE sha256 = @sha256 AND unclaimed_at < @before::timestamptz FOR UPDATE SKIP LOCKED;

-- name: NamesDigest :one
-- Whether anything names content, or is about to.
SELECT (EXISTS (SELECT FROM evidence e WHERE e.sha256 = @sha256::text) OR EXISTS (SELECT FROM uploads u WHERE u.sha256 = @sha256::text)
    OR EXISTS (SELECT FROM inspection_records r WHERE r.evidence @> jsonb_build_array(jsonb_build_object('sha256', @sha256::text))))::boolean AS named;

-- name: DropEvidenceFile :exec
DELETE FROM evidence_files WHERE sha256 = @sha256;

-- name: EvidenceFiles :many
SELECT * FROM evidence_files WHERE sha256 = ANY (@sums::text[]);

-- name: CountUpload :execrows
-- Counts what a person begins to send in today, up to a bound. Two of one person wait for each other here.
INSERT INTO upload_days (person, day, files, bytes) VALUES (@person, @day::date, @files::integer, @bytes::bigint)
ON CONFLICT (person, day) DO UPDATE SET files = upload_days.files + excluded.files, bytes = upload_days.bytes + excluded.bytes
    WHERE upload_days.files + excluded.files <= @most_files::integer AND upload_days.bytes + excluded.bytes <= @most_bytes::bigint;

-- name: OpenUploads :one
SELECT count(*)::integer AS files, coalesce(sum(size), 0)::bigint AS bytes FROM uploads WHERE person = @person;

-- name: ForgetUploadDays :exec
DELETE FROM upload_days WHERE day < @before::date;

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
