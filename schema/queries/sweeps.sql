-- The sweep: standards and what units answer.

-- name: OpenSweep :execrows
INSERT INTO sweeps (plan, due_on, units, opened_by, opened_at)
VALUES (@plan, @due_on, @units::text[], @opened_by, @opened_at)
ON CONFLICT (plan) DO NOTHING;

-- name: PutStandards :exec
INSERT INTO standards (plan, no, class, text, lead_unit, position)
SELECT @plan::text, r.no, r.class, r.text, r.lead_unit, r.position FROM json_populate_recordset(NULL::standards, @list::json) r
ON CONFLICT (plan, no) DO NOTHING;

-- name: Sweeps :many
SELECT s.plan, s.due_on, s.units, s.opened_by, s.opened_at, p.title, coalesce(w.reason, '')::text AS withdrawn_for,
    coalesce(w.by, '')::text AS withdrawn_by, w.at AS withdrawn_at
FROM sweeps s JOIN plans p ON p.id = s.plan LEFT JOIN plan_withdrawals w ON w.plan = s.plan
ORDER BY s.opened_at DESC, s.plan;

-- name: LockSweep :one
SELECT plan FROM sweeps WHERE plan = @plan FOR UPDATE;

-- name: Standards :many
SELECT s.no, s.class, k.name AS class_name, s.text, s.lead_unit, s.position
FROM standards s JOIN classes k ON k.plan = s.plan AND k.no = s.class
WHERE s.plan = @plan ORDER BY s.position, s.no;

-- name: StandardAnswers :many
-- Every answer in the order in which they were given.
SELECT id, key, standard, unit, problem, case_id, like_case, text, by, at, given_by::text AS given_by FROM sweep_answers
WHERE plan = @plan ORDER BY id;

-- name: AnswerOfKey :one
SELECT plan, standard, unit, case_id FROM standard_answers WHERE key = @key;

-- name: LastAnswer :one
-- The newest answer of a unit to a standard, 0 for none: of all, or, where a column
-- stands for departments, of those that its reader sees.
SELECT coalesce(max(id), 0)::bigint AS id FROM sweep_answers
WHERE plan = @plan AND standard = @standard AND unit = @unit AND (cardinality(@givers::text[]) = 0 OR given_by = ANY (@givers::text[]));

-- name: InsertAnswer :exec
INSERT INTO standard_answers (key, plan, standard, unit, problem, case_id, like_case, text, by, at, given_by)
VALUES (@key, @plan, @standard, @unit, @problem, @case_id, @like_case, @text, @by, @at, @given_by);

-- name: ProblemsOfStandard :one
SELECT count(*)::integer FROM problems WHERE plan = @plan AND starts_with(no, @standard::text || '-');

-- name: CaseStands :many
-- How the cases of a plan stand: in which stage, ended, a task of it recognised.
SELECT c.id, c.stage, (c.ended_at IS NOT NULL)::boolean AS ended,
    EXISTS (SELECT FROM tasks t WHERE t.case_id = c.id AND t.outcome = 'closed')::boolean AS closed
FROM cases c WHERE c.plan = @plan ORDER BY c.id;
