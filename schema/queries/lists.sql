-- Lists of tasks for pages, paged by key.

-- name: ListTasks :many
-- One statement for every filter: it is planned with the values at hand, so
-- that a filter that is not used costs nothing.
SELECT t.case_id, t.no, t.role, t.unit, t.person, t.step, t.stage, t.outcome, t.round, t.percent,
    t.progressed_at, t.since, coalesce(t.clock, 'null')::jsonb AS clock, t.idle, t.paused, t.due_on, t.provisional, t.original_due, t.disputed,
    t.submission_digest, t.request_digest, t.last_rung, t.reds_running, t.ended_at,
    coalesce(t.holder_person, '')::text AS holder_person, coalesce(t.holder_unit, '')::text AS holder_unit,
    coalesce(t.holder_role, '')::text AS holder_role,
    c.kind, c.plan, c.policy_kind, c.policy_version, c.stage AS case_stage, c.lead_unit, c.force, c.lead_leader,
    coalesce(m.no, '')::text AS measure, coalesce(nullif(t.title, ''), m.text, mt.title, hh.head, '')::text AS text, coalesce(m.problem, '')::text AS problem,
    coalesce(u.name, '')::text AS unit_name, coalesce(p.name, '')::text AS person_name
FROM tasks t
    JOIN cases c ON c.id = t.case_id
    LEFT JOIN measures m ON m.case_id = t.case_id
    LEFT JOIN matters mt ON mt.case_id = t.case_id
    LEFT JOIN households hh ON hh.case_id = t.case_id
    LEFT JOIN units u ON u.id = t.unit
    LEFT JOIN persons p ON p.id = t.person
WHERE (t.due_on, t.case_id, t.no) > (@after_due::date, @after_case::text, @after_no::integer)
    AND (@plan::text = '' OR t.plan = @plan::text)
    AND (@unit::text = '' OR t.unit = @unit::text)
    AND (cardinality(@units::text[]) = 0 OR t.unit = ANY (@units::text[]))
    AND (@person::text = '' OR t.person = @person::text)
    AND (@sees_all::boolean OR t.unit = ANY (@sees_units::text[]) OR c.lead_unit = ANY (@sees_units::text[])
        OR c.force = ANY (@sees_units::text[]) OR c.office = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])
        OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[]))
    AND (cardinality(@holders::text[]) + cardinality(@posts::text[]) = 0 OR (t.ended_at IS NULL
        AND ((t.holder_person <> '' AND t.holder_person = ANY (@holders::text[])) OR t.holder_unit || '/' || t.holder_role = ANY (@posts::text[]))))
    AND (@case_id::text = '' OR t.case_id = @case_id::text)
    AND (@stage::text = '' OR t.stage = @stage::text)
    AND (@step::text = '' OR t.step = @step::text)
    AND (NOT @open_only::boolean OR t.ended_at IS NULL)
    AND (NOT @running_only::boolean OR (NOT t.idle AND NOT t.paused))
    AND t.due_on > @due_after::date AND t.due_on < @due_before::date
    AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
    AND (@text::text = '' OR m.text ILIKE @text::text OR m.no ILIKE @text::text
        OR mt.title ILIKE @text::text OR t.title ILIKE @text::text OR t.case_id ILIKE @text::text)
ORDER BY t.due_on, t.case_id, t.no
LIMIT @batch::integer;

-- name: CaseHeader :one
SELECT c.*, coalesce(m.problem, '')::text AS problem, coalesce(m.no, '')::text AS measure,
    coalesce(m.text, mt.text, '')::text AS text, coalesce(m.target, '')::text AS target, coalesce(m.metric, '')::text AS metric,
    coalesce(pr.text, mt.title, '')::text AS problem_text, coalesce(pr.source, mt.source, '')::text AS source,
    coalesce(k.name, '')::text AS class_name, coalesce(pl.title, '')::text AS plan_title
FROM cases c
    LEFT JOIN measures m ON m.case_id = c.id
    LEFT JOIN matters mt ON mt.case_id = c.id
    LEFT JOIN problems pr ON pr.plan = m.plan AND pr.no = m.problem
    LEFT JOIN classes k ON k.plan = pr.plan AND k.no = pr.class
    LEFT JOIN plans pl ON pl.id = c.plan
WHERE c.id = @id;

-- name: UnitNames :many
-- Task forces are named like units.
SELECT u.id, u.name FROM units u WHERE u.id = ANY (@ids::text[])
UNION ALL SELECT f.id, f.name FROM task_forces f WHERE f.id = ANY (@ids::text[]);

-- name: PersonNames :many
SELECT id, name FROM persons WHERE id = ANY (@ids::text[]);
