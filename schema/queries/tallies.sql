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
    SELECT tally_plan(m.plan), m.col, m.stage, m.outcome, m.due_on, m.running, m.rung, m.n FROM tally_moves m
) k
WHERE (cardinality(@cols::text[]) = 0 OR k.col = ANY (@cols::text[]))
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(k.n) <> 0;

-- name: UnitTallies :many
-- The same of some units, by themselves.
SELECT k.plan, k.col, k.stage, k.outcome, k.running, k.rung, (k.due_on < @today::date)::boolean AS past,
    (k.due_on <= @until::date)::boolean AS soon, sum(k.n)::bigint AS n
FROM (
    SELECT t.plan, t.unit AS col, t.stage, t.outcome, t.due_on, t.running, t.rung, t.n FROM unit_tallies t WHERE t.unit = ANY (@units::text[])
    UNION ALL
    SELECT tally_plan(m.plan), m.unit, m.stage, m.outcome, m.due_on, m.running, m.rung, m.n FROM tally_moves m WHERE m.unit = ANY (@units::text[])
) k
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(k.n) <> 0;

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
SELECT (CASE WHEN cardinality(@villages::text[]) = 0 THEN k.county ELSE k.village END)::text AS unit, k.stage, k.outcome,
    sum(k.households)::bigint AS households, sum(k.people)::bigint AS people
FROM (
    SELECT t.county, t.village, t.stage, t.outcome, t.households, t.people FROM household_tallies t
    WHERE cardinality(@villages::text[]) = 0 OR t.village = ANY (@villages::text[])
    UNION ALL
    SELECT m.county, m.village, m.stage, m.outcome, m.households, m.people FROM household_moves m
    WHERE cardinality(@villages::text[]) = 0 OR m.village = ANY (@villages::text[])
) k
WHERE k.stage <> 'cancelled'
GROUP BY 1, 2, 3 HAVING sum(k.households) <> 0 ORDER BY 1, 2, 3;

-- name: DueByDay :many
-- How many running tasks are due on each day of a span: of some columns, or all.
SELECT k.due_on, sum(k.n)::bigint AS n
FROM (
    SELECT t.due_on, t.col, t.n FROM task_tallies t WHERE t.running AND t.due_on BETWEEN @first::date AND @last::date
    UNION ALL
    SELECT m.due_on, m.col, m.n FROM tally_moves m WHERE m.running AND m.due_on BETWEEN @first::date AND @last::date
) k
WHERE (cardinality(@cols::text[]) = 0 OR k.col = ANY (@cols::text[]))
GROUP BY 1 HAVING sum(k.n) <> 0 ORDER BY 1;

-- name: UnitsDueByDay :many
-- The same of some units.
SELECT k.due_on, sum(k.n)::bigint AS n
FROM (
    SELECT t.due_on, t.n FROM unit_tallies t WHERE t.unit = ANY (@units::text[]) AND t.running AND t.due_on BETWEEN @first::date AND @last::date
    UNION ALL
    SELECT m.due_on, m.n FROM tally_moves m WHERE m.unit = ANY (@units::text[]) AND m.running AND m.due_on BETWEEN @first::date AND @last::date
) k
GROUP BY 1 HAVING sum(k.n) <> 0 ORDER BY 1;

-- name: ColumnUnits :many
SELECT * FROM units WHERE is_column ORDER BY position, id;

-- name: ClosedByWeek :many
-- Tasks closed since a moment, by unit and week (its Monday). Where many were closed it
-- takes a while, so whoever asks keeps the answer for some minutes.
SELECT t.unit, date_trunc('week', t.ended_at AT TIME ZONE @zone::text)::date AS week, count(*)::bigint AS n
FROM tasks t
WHERE t.outcome = 'closed' AND t.ended_at >= @since::timestamptz
GROUP BY 1, 2;
