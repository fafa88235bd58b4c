-- Long work that a page follows.

-- name: SweepJobs :exec
-- What is old goes. Work whose lease is over has ended: who did it is gone.
WITH gone AS (DELETE FROM jobs WHERE ended_at < @kept::timestamptz)
UPDATE jobs SET ended_at = worked_until, failure = @failure
WHERE ended_at IS NULL AND worked_until < @at::timestamptz;

-- name: StartJob :execrows
INSERT INTO jobs (id, kind, owner, started_at, worked_until) VALUES (@id, @kind, @owner, @at, @until)
ON CONFLICT (kind) WHERE ended_at IS NULL DO NOTHING;

-- name: KeepJob :execrows
-- A lease that is over is not taken up again: somebody may have been told so.
UPDATE jobs SET done = @done, total = @total, worked_until = @until
WHERE id = @id AND ended_at IS NULL AND worked_until >= @at::timestamptz;

-- name: EndJob :execrows
UPDATE jobs SET ended_at = @at::timestamptz, result = @result, failure = @failure
WHERE id = @id AND ended_at IS NULL AND worked_until >= @at::timestamptz;

-- name: Job :one
SELECT * FROM jobs WHERE id = @id;
