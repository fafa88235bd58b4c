-- Tasks counted ahead: see the migration of the tallies.

-- name: FoldTallies :one
SELECT fold_tallies()::bigint;

-- name: RecountTallies :exec
SELECT recount_tallies();

-- name: TaskTallies :many
-- Counted by column and by where the due date lies: before today, until the day
-- given, later.
SELECT k.plan, k.col, k.stage, k.outcome, k.running, k.rung, (k.due_on < @today::date)::boolean AS past,
    (k.due_on <= @until::date)::boolean AS soon, sum(k.n)::bigint AS n
FROM (
    SELECT t.plan, t.col, t.stage, t.outcome, t.due_on, t.running, t.rung, t.n FROM task_tallies t
    UNION ALL
    SELECT m.plan, m.col, m.stage, m.outcome, m.due_on, m.running, m.rung, m.n FROM tally_moves m
) k
WHERE (cardinality(@cols::text[]) = 0 OR k.col = ANY (@cols::text[]))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(k.n) <> 0;

-- name: CountTasks :many
-- The same from the tasks themselves, of some units: for those whose work is no
-- whole column.
SELECT t.plan, t.unit AS col, t.stage, t.outcome, (t.ended_at IS NULL AND NOT t.idle AND NOT t.paused)::boolean AS running,
    (CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END)::integer AS rung,
    (t.ended_at IS NULL AND t.due_on < @today::date)::boolean AS past, (t.ended_at IS NULL AND t.due_on <= @until::date)::boolean AS soon, count(*) AS n
FROM tasks t WHERE t.unit = ANY (@units::text[])
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

-- name: ProblemTallies :many
SELECT k.problem, k.col, sum(k.tasks)::bigint AS tasks, sum(k.open)::bigint AS open
FROM (
    SELECT p.problem, p.col, p.tasks, p.open FROM problem_tallies p WHERE p.plan = @plan
    UNION ALL
    SELECT m.problem, m.col, m.n, CASE WHEN m.outcome <> 'closed' THEN m.n ELSE 0 END FROM tally_moves m
    WHERE m.plan = @plan AND m.problem <> '' AND m.role <> 'co' AND m.outcome NOT IN ('excluded', 'cancelled')
) k
GROUP BY 1, 2 HAVING sum(k.tasks) <> 0 ORDER BY 1, 2;

-- name: HouseholdCounts :many
-- Households by unit and how they stand, with the people in them: of counties, or
-- of the villages given.
SELECT (CASE WHEN cardinality(@villages::text[]) = 0 THEN h.county ELSE h.village END)::text AS unit, c.stage, t.outcome, count(*) AS households, sum(h.people)::bigint AS people
FROM households h JOIN cases c ON c.id = h.case_id JOIN tasks t ON t.case_id = h.case_id AND t.no = 1
WHERE NOT c.cancelled AND (cardinality(@villages::text[]) = 0 OR h.village = ANY (@villages::text[]))
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- name: DueByDay :many
-- How many running tasks are due on each day of a span.
SELECT t.due_on, count(*) AS n FROM tasks t JOIN cases c ON c.id = t.case_id
WHERE t.due_on BETWEEN @first::date AND @last::date AND t.ended_at IS NULL AND NOT t.idle AND NOT t.paused
    AND (@sees_all::boolean OR t.unit = ANY (@sees_units::text[]) OR c.lead_unit = ANY (@sees_units::text[])
        OR c.force = ANY (@sees_units::text[]) OR c.office = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])
        OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[]))
GROUP BY 1 ORDER BY 1;

-- name: ColumnUnits :many
SELECT * FROM units WHERE is_column ORDER BY position, id;
