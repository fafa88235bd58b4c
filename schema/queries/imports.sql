-- Ledger files put up in the browser.

-- name: PutImportFile :exec
INSERT INTO import_files (id, name, digest, kind, plan, create_units, key, sealed, put_by, put_at, state)
VALUES (@id, @name, @digest, @kind, @plan, @create_units, @key, @sealed, @put_by, @put_at, 'previewed');

-- name: ImportFiles :many
SELECT f.id, f.name, f.digest, f.kind, f.plan, f.create_units, f.put_by, f.put_at, f.state, f.applied_by, f.applied_at, f.ended_at,
    f.failure, f.worked_until, coalesce(p.name, '')::text AS put_by_name
FROM import_files f LEFT JOIN persons p ON p.id = f.put_by
WHERE @id::text = '' OR f.id = @id::text
ORDER BY f.put_at DESC, f.id LIMIT 50;

-- name: ImportContent :one
SELECT key, sealed FROM import_files WHERE id = @id;

-- name: TakeImport :execrows
-- Only one process works on a file; one that was killed is succeeded when its time is
-- over, by the database's clock.
UPDATE import_files SET state = 'applying', worked_until = clock_timestamp() + make_interval(secs => @lease::float), failure = '',
    applied_by = CASE WHEN applied_by = '' THEN @by::text ELSE applied_by END,
    applied_at = coalesce(applied_at, @at::timestamptz)
WHERE id = @id AND state <> 'done' AND worked_until < clock_timestamp();

-- name: KeepImport :exec
UPDATE import_files SET worked_until = clock_timestamp() + make_interval(secs => @lease::float) WHERE id = @id AND state = 'applying';

-- name: PlaceImport :exec
UPDATE import_files SET plan = @plan WHERE id = @id;

-- name: EndImport :exec
UPDATE import_files SET state = 'done', ended_at = @at::timestamptz, sealed = NULL, worked_until = 'epoch' WHERE id = @id;

-- name: FailImport :exec
-- refused: it changed nothing and waits to be previewed again.
UPDATE import_files SET worked_until = 'epoch', failure = @failure,
    state = CASE WHEN @refused::boolean THEN 'previewed' ELSE state END WHERE id = @id AND state = 'applying';

-- name: LeftImports :many
-- What a process that was killed left behind.
SELECT id FROM import_files WHERE state = 'applying' AND worked_until < clock_timestamp() ORDER BY id;

-- name: ForgetImports :exec
-- Nobody applied them: the files go, that they were put up stays.
UPDATE import_files SET sealed = NULL WHERE state = 'previewed' AND sealed IS NOT NULL AND put_at < @before::timestamptz;

-- name: ImportProgress :one
-- How many of a plan's cases that have to be started are there.
SELECT count(*)::integer AS total, count(c.id)::integer AS opened
FROM case_starts s LEFT JOIN cases c ON c.id = s.case_id
WHERE s.plan = @plan AND (s.started_at IS NULL OR s.started_at >= @since::timestamptz);
