-- Time's acts.

-- name: TakeDueTasks :many
-- Task and case are locked together: a case's slips are one chain, so two
-- runs of the clock must not work on two of its tasks at once. The slips themselves say
-- which rung went out last.
SELECT t.case_id, t.no, t.unit, t.person, t.step, t.round, t.mark, coalesce(t.clock, 'null')::jsonb AS clock, t.red, t.reds_running,
    t.due_on, t.next_alarm_at,
    greatest(t.last_rung, (SELECT max(s.rung) FROM slips s
        WHERE s.case_id = t.case_id AND s.task = t.no AND s.round = t.round AND s.mark = t.mark))::integer AS last_rung,
    c.policy_kind, c.policy_version, c.office, c.lead_unit, c.force, c.lead_leader, c.slip_seq, c.slip_head
FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE t.next_alarm_at <= @now::timestamptz
ORDER BY t.next_alarm_at, t.case_id, t.no
LIMIT @batch::integer
FOR NO KEY UPDATE OF t, c SKIP LOCKED;

-- name: RecordSlips :exec
SELECT record_sweep(@slips::json, @notices::json, @tasks::json, @cases::json);

-- name: CountOpenCases :one
SELECT count(*) FROM cases WHERE ended_at IS NULL;

-- name: LockOpenCases :many
-- Cases before their tasks, in order of ID: the order of locks that a step has.
SELECT id, policy_kind, policy_version, wake_at FROM cases
WHERE ended_at IS NULL AND id > @after
ORDER BY id
LIMIT @batch::integer
FOR NO KEY UPDATE;

-- name: LockOpenTasks :many
SELECT case_id, no, coalesce(clock, 'null')::jsonb AS clock, last_rung, due_on, provisional, next_alarm_at FROM tasks
WHERE case_id = ANY (@cases::text[]) AND ended_at IS NULL
ORDER BY case_id, no
FOR NO KEY UPDATE;

-- name: RecordRecount :exec
SELECT record_recount(@tasks::json, @cases::json);

-- name: WakeList :many
SELECT id, wake_at FROM cases
WHERE wake_at <= @until::timestamptz AND (wake_at, id) > (@after_at::timestamptz, @after_id::text)
ORDER BY wake_at, id
LIMIT @batch::integer;
