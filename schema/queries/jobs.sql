-- Long work that a page follows. A lease is told by the database's clock: those of
-- the processes differ, and one that is fast would take others' work for left.

-- name: ForgetJobs :exec
-- What is old goes. Work whose lease is over has ended: who did it is gone.
WITH gone AS (DELETE FROM jobs WHERE ended_at < clock_timestamp() - make_interval(secs => @kept::float))
UPDATE jobs SET ended_at = worked_until, failure = @failure
WHERE ended_at IS NULL AND worked_until < clock_timestamp();

-- name: StartJob :execrows
INSERT INTO jobs (id, kind, owner, started_at, worked_until) VALUES (@id, @kind, @owner, clock_timestamp(), clock_timestamp() + make_interval(secs => @lease::float))
ON CONFLICT (kind) WHERE ended_at IS NULL DO NOTHING;

-- name: KeepJob :execrows
-- A lease that is over is not taken up again: somebody may have been told so.
UPDATE jobs SET done = @done, total = @total, worked_until = clock_timestamp() + make_interval(secs => @lease::float)
WHERE id = @id AND ended_at IS NULL AND worked_until >= clock_timestamp();

-- name: EndJob :execrows
UPDATE jobs SET ended_at = clock_timestamp(), result = @outcome, failure = @failure
WHERE id = @id AND ended_at IS NULL AND worked_until >= clock_timestamp();

-- name: Job :one
SELECT *, (ended_at IS NULL AND worked_until < clock_timestamp())::boolean AS left_alone FROM jobs WHERE id = @id;
