-- Reading the two streams.

-- name: CaseEvents :many
SELECT body, hash FROM events WHERE case_id = @case_id ORDER BY seq;

-- name: CaseSlips :many
SELECT body, hash FROM slips WHERE case_id = @case_id ORDER BY seq;

-- name: CaseEvidence :many
SELECT * FROM evidence WHERE case_id = @case_id ORDER BY seq, id;

-- name: CasesOfPlan :many
SELECT id FROM cases WHERE plan = @plan AND id > @after ORDER BY id LIMIT @batch::integer;

-- name: CasesOfAll :many
SELECT id FROM cases WHERE id > @after ORDER BY id LIMIT @batch::integer;

-- name: CasesMoved :many
-- Cases that are open, or ended not before a moment, or had an event recorded since one.
SELECT id FROM cases
WHERE id > @after AND (ended_at IS NULL OR ended_at >= @ended::timestamptz OR updated_at >= @recorded::timestamptz)
ORDER BY id LIMIT @batch::integer;

-- name: CasesOfKind :many
SELECT id FROM cases WHERE kind = @kind AND (@plan::text = '' OR plan = @plan::text) AND id > @after ORDER BY id LIMIT @batch::integer;

-- name: EventsOfCases :many
SELECT case_id, seq, body, hash FROM events
WHERE case_id = ANY (@cases::text[]) AND recorded_at <= @up_to::timestamptz
ORDER BY case_id, seq;

-- name: SlipsOfCases :many
SELECT case_id, seq, body, hash FROM slips
WHERE case_id = ANY (@cases::text[]) AND at <= @up_to::timestamptz
ORDER BY case_id, seq;

-- name: EventsOfType :many
SELECT body, hash FROM events
WHERE type = @type AND at >= @since::timestamptz AND at < @until::timestamptz
ORDER BY at, case_id, seq;

-- name: EventsRecorded :many
SELECT body, hash FROM events
WHERE (recorded_at, case_id, seq) > (@after_at::timestamptz, @after_case::text, @after_seq::bigint)
ORDER BY recorded_at, case_id, seq
LIMIT @batch::integer;

-- name: CaseHead :one
SELECT id, seq, head, slip_seq, slip_head, ended_at FROM cases WHERE id = @id;

-- name: CaseHeads :many
SELECT id, seq, head, slip_seq, slip_head, ended_at FROM cases WHERE id > @after ORDER BY id LIMIT @batch::integer;

-- name: Announce :exec
-- Tells whoever listens that a case has moved. In a statement of its own, after
-- the step: within the step's transaction it would take one commit at a time
-- through a lock of the whole database.
SELECT pg_notify('duban_steps', @payload::text);
