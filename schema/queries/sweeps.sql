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
SELECT s.plan, s.due_on, s.units, s.opened_by, s.opened_at, p.title FROM sweeps s JOIN plans p ON p.id = s.plan ORDER BY s.opened_at DESC, s.plan;

-- name: LockSweep :one
SELECT plan FROM sweeps WHERE plan = @plan FOR UPDATE;

-- name: Standards :many
SELECT s.no, s.class, k.name AS class_name, s.text, s.lead_unit, s.position
FROM standards s JOIN classes k ON k.plan = s.plan AND k.no = s.class
WHERE s.plan = @plan ORDER BY s.position, s.no;

-- name: StandardAnswers :many
-- Every answer in the order in which they were given.
SELECT key, standard, unit, problem, case_id, like_case, text, by, at FROM standard_answers
WHERE plan = @plan ORDER BY id;

-- name: AnswerOfKey :one
SELECT plan, standard, unit, case_id FROM standard_answers WHERE key = @key;

-- name: InsertAnswer :exec
INSERT INTO standard_answers (key, plan, standard, unit, problem, case_id, like_case, text, by, at)
VALUES (@key, @plan, @standard, @unit, @problem, @case_id, @like_case, @text, @by, @at);

-- name: ProblemsOfStandard :one
SELECT count(*)::integer FROM problems WHERE plan = @plan AND starts_with(no, @standard::text || '-');
