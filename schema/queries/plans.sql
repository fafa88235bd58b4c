-- Imported plans.

-- name: Plans :many
SELECT * FROM plans ORDER BY year DESC, id;

-- name: Plan :one
SELECT * FROM plans WHERE id = @id;

-- name: TaskLists :many
-- Plans with milestones (任务清单): the condition is that of the index.
SELECT * FROM plans WHERE id IN (SELECT plan FROM case_starts WHERE opening @? '$.tasks[*].milestones[*]') ORDER BY year DESC, id;

-- name: PlanWithdrawals :many
SELECT * FROM plan_withdrawals ORDER BY plan;

-- name: PlanWithdrawal :one
SELECT * FROM plan_withdrawals WHERE plan = @plan;

-- name: WithdrawPlan :execrows
-- Withdrawn once.
INSERT INTO plan_withdrawals (plan, reason, by, at) VALUES (@plan, @reason, @by, @at) ON CONFLICT (plan) DO NOTHING;

-- name: LockPlan :exec
-- Until the transaction ends nobody else takes a plan in, or withdraws it.
SELECT pg_advisory_xact_lock(hashtext('duban_plan/' || @plan::text));

-- name: PutPlan :exec
INSERT INTO plans (id, title, year, file_digest, imported_at)
VALUES (@id, @title, @year, @file_digest, @imported_at)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, year = excluded.year,
    file_digest = excluded.file_digest, imported_at = excluded.imported_at;

-- name: SetPlanDigest :exec
UPDATE plans SET file_digest = @file_digest WHERE id = @id;

-- name: PlanClasses :many
SELECT * FROM classes WHERE plan = @plan ORDER BY position, no;

-- name: PlanProblems :many
SELECT * FROM problems WHERE plan = @plan ORDER BY position, no;

-- name: PlanMeasures :many
SELECT * FROM measures WHERE plan = @plan ORDER BY position, case_id;

-- name: PlanStarts :many
SELECT * FROM case_starts WHERE plan = @plan ORDER BY case_id;

-- name: PendingStarts :many
SELECT * FROM case_starts WHERE plan = @plan AND started_at IS NULL ORDER BY case_id;

-- name: MarkStarted :exec
UPDATE case_starts SET started_at = @at::timestamptz WHERE case_id = ANY (@cases::text[]) AND started_at IS NULL;

-- name: PutClasses :exec
INSERT INTO classes (plan, no, name, position)
SELECT @plan::text, r.no, r.name, r.position FROM json_populate_recordset(NULL::classes, @rows::json) r
ON CONFLICT (plan, no) DO UPDATE SET name = excluded.name, position = excluded.position;

-- name: PutProblems :exec
INSERT INTO problems (plan, no, class, text, source, position)
SELECT @plan::text, r.no, r.class, r.text, r.source, r.position FROM json_populate_recordset(NULL::problems, @rows::json) r
ON CONFLICT (plan, no) DO UPDATE SET class = excluded.class, text = excluded.text, source = excluded.source,
    position = excluded.position;

-- name: PutMeasures :exec
INSERT INTO measures (case_id, plan, problem, no, text, target, metric, lead_leader, lead_unit, force, row_digest, position)
SELECT r.case_id, @plan::text, r.problem, r.no, r.text, r.target, r.metric, r.lead_leader, r.lead_unit, r.force,
    r.row_digest, r.position
FROM json_populate_recordset(NULL::measures, @rows::json) r
ON CONFLICT (case_id) DO UPDATE SET problem = excluded.problem, no = excluded.no, text = excluded.text,
    target = excluded.target, metric = excluded.metric, lead_leader = excluded.lead_leader,
    lead_unit = excluded.lead_unit, force = excluded.force, row_digest = excluded.row_digest,
    position = excluded.position;

-- name: PutStarts :exec
-- A case that has started is its workflow's: what a file says later is a command.
INSERT INTO case_starts (case_id, plan, opening, policy, created_at)
SELECT r.case_id, r.plan, r.opening, r.policy, r.created_at FROM json_populate_recordset(NULL::case_starts, @rows::json) r
ON CONFLICT (case_id) DO UPDATE SET opening = excluded.opening, policy = excluded.policy
WHERE case_starts.started_at IS NULL;

-- name: ForeignCases :many
-- Cases of an import that another plan has already.
SELECT id::text AS id FROM (
    SELECT m.case_id AS id FROM measures m WHERE m.case_id = ANY (@cases::text[]) AND m.plan <> @plan
    UNION SELECT s.case_id FROM case_starts s WHERE s.case_id = ANY (@cases::text[]) AND s.plan <> @plan
    UNION SELECT c.id FROM cases c WHERE c.id = ANY (@cases::text[]) AND c.plan <> @plan
) known ORDER BY id LIMIT 1;

-- name: UnitColumns :many
-- Each unit's column of the completion table: the nearest unit upwards that is one.
WITH RECURSIVE up (unit, id, steps) AS (
    SELECT u.id, u.id, 0 FROM units u
    UNION ALL
    SELECT up.unit, u.parent_id, up.steps + 1 FROM up JOIN units u ON u.id = up.id
    WHERE NOT u.is_column AND u.parent_id <> '' AND up.steps < 32
)
SELECT up.unit, up.id::text AS col FROM up JOIN units c ON c.id = up.id WHERE c.is_column ORDER BY up.unit;
