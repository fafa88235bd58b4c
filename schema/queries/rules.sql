-- Policies and holiday tables.

-- name: InsertPolicy :exec
INSERT INTO policies (kind, version, document, digest) VALUES (@kind, @version, @document, @digest)
ON CONFLICT DO NOTHING;

-- name: PolicyDocument :one
SELECT document, digest FROM policies WHERE kind = @kind AND version = @version;

-- name: PolicyRefs :many
SELECT kind, version FROM policies ORDER BY kind, version;

-- name: NewestCalendar :one
SELECT revision, document FROM calendars ORDER BY revision DESC LIMIT 1;

-- name: InsertCalendar :exec
INSERT INTO calendars (id, revision, document) VALUES (@id, @revision, @document);

-- name: RunningByPolicy :many
-- How many cases of a kind run under each version.
SELECT policy_version, count(*) AS cases FROM cases WHERE policy_kind = @kind AND ended_at IS NULL GROUP BY 1 ORDER BY 1;

-- name: RunningByStep :many
-- At which steps the open tasks of a kind stand.
SELECT t.step, count(*) AS tasks FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE c.policy_kind = @kind AND t.ended_at IS NULL GROUP BY 1 ORDER BY 1;

-- name: CountDueFrom :one
-- Open tasks whose due date a changed holiday table may move.
SELECT count(*) FROM tasks WHERE ended_at IS NULL AND due_on >= @day::date AND due_on < '9999-12-31';

-- name: CountOfKind :one
SELECT count(*) FROM cases WHERE kind = @kind AND (@plan::text = '' OR plan = @plan::text);
