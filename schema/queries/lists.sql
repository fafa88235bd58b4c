-- Lists of tasks for pages, paged by key.

-- name: ListTasks :many
-- One statement for every filter: it is planned with the values at hand, so
-- that a filter that is not used costs nothing. First which tasks, from what
-- filters and order need; then what is shown of these few.
SELECT t.case_id, t.no, t.role, t.unit, t.person, t.step, t.stage, t.outcome, t.round, t.percent,
    t.progressed_at, t.since, coalesce(t.clock, 'null')::jsonb AS clock, t.idle, t.paused, t.due_on, t.provisional, t.original_due, t.disputed,
    t.submission_digest, t.request_digest, t.last_rung, t.reds_running, t.ended_at,
    coalesce(t.holder_person, '')::text AS holder_person, coalesce(t.holder_unit, '')::text AS holder_unit,
    coalesce(t.holder_role, '')::text AS holder_role,
    c.kind, c.plan, c.policy_kind, c.policy_version, c.stage AS case_stage, c.lead_unit, c.force, c.lead_leader, c.opened_at,
    coalesce(m.no, '')::text AS measure, coalesce(nullif(t.title, ''), m.text, mt.title, hh.head, '')::text AS text, coalesce(m.problem, '')::text AS problem,
    coalesce(u.name, '')::text AS unit_name, coalesce(p.name, '')::text AS person_name
FROM (
    SELECT t.case_id, t.no
    FROM tasks t
        -- Each is left out where nothing asks for it.
        LEFT JOIN cases c ON c.id = t.case_id
        LEFT JOIN measures m ON m.case_id = t.case_id
        LEFT JOIN matters mt ON mt.case_id = t.case_id
    WHERE (@latest_first::boolean OR @by_case::boolean OR (t.due_on, t.case_id, t.no) > (@after_due::date, @after_case::text, @after_no::integer))
        AND (NOT @latest_first::boolean OR (t.due_on, t.case_id, t.no) < (@after_due::date, @after_case::text, @after_no::integer))
        AND (NOT @by_case::boolean OR (t.case_id, t.no) > (@after_case::text, @after_no::integer))
        AND (NOT @few::boolean OR t.case_id = ANY (@few_cases::text[]))
        AND (@problem::text = '' OR m.problem = @problem::text)
        AND (@class::text = '' OR m.problem IN (SELECT pr.no FROM problems pr WHERE pr.plan = @plan::text AND pr.class = @class::text))
        AND (@plan::text = '' OR t.plan = @plan::text)
        AND (@unit::text = '' OR t.unit = @unit::text)
        AND (cardinality(@units::text[]) = 0 OR t.unit = ANY (@units::text[]))
        AND (@person::text = '' OR t.person = @person::text)
        AND (@sees_all::boolean OR t.unit = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])
            OR t.case_id = ANY (@sees_cases::text[]) OR (@sees_parties::boolean
            AND (c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[]) OR c.office = ANY (@sees_units::text[])
            OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[]))))
        AND (cardinality(@holders::text[]) + cardinality(@posts::text[]) = 0 OR (t.ended_at IS NULL
            AND ((t.holder_person <> '' AND t.holder_person = ANY (@holders::text[])) OR t.holder_unit || '/' || t.holder_role = ANY (@posts::text[]))))
        AND (@case_id::text = '' OR t.case_id = @case_id::text)
        AND (@stage::text = '' OR t.stage = @stage::text)
        AND (@step::text = '' OR t.step = @step::text)
        AND (NOT @open_only::boolean OR t.ended_at IS NULL)
        AND (NOT @running_only::boolean OR (NOT t.idle AND NOT t.paused))
        AND t.due_on > @due_after::date AND t.due_on < @due_before::date
        AND (cardinality(@kinds::text[]) = 0 OR t.kind = ANY (@kinds::text[]))
        AND (@text::text = '' OR m.text ILIKE @text::text OR m.no ILIKE @text::text
            OR mt.title ILIKE @text::text OR t.title ILIKE @text::text OR t.case_id ILIKE @text::text)
    ORDER BY
        -- Of these the values at hand leave one order standing, which an index has;
        -- of few cases none: they are read by their IDs and sorted.
        CASE WHEN NOT @latest_first::boolean AND NOT @by_case::boolean THEN CASE WHEN @few::boolean THEN t.due_on + 0 ELSE t.due_on END END,
        CASE WHEN @latest_first::boolean THEN CASE WHEN @few::boolean THEN t.due_on + 0 ELSE t.due_on END END DESC,
        CASE WHEN @latest_first::boolean THEN t.case_id END DESC,
        CASE WHEN @latest_first::boolean THEN t.no END DESC,
        CASE WHEN NOT @latest_first::boolean THEN t.case_id END,
        CASE WHEN NOT @latest_first::boolean THEN t.no END
    LIMIT @batch::integer
) k
    JOIN tasks t ON t.case_id = k.case_id AND t.no = k.no
    JOIN cases c ON c.id = t.case_id
    LEFT JOIN measures m ON m.case_id = t.case_id
    LEFT JOIN matters mt ON mt.case_id = t.case_id
    LEFT JOIN households hh ON hh.case_id = t.case_id
    LEFT JOIN units u ON u.id = t.unit
    LEFT JOIN persons p ON p.id = t.person
ORDER BY
    CASE WHEN NOT @latest_first::boolean AND NOT @by_case::boolean THEN t.due_on END,
    CASE WHEN @latest_first::boolean THEN t.due_on END DESC,
    CASE WHEN @latest_first::boolean THEN t.case_id END DESC,
    CASE WHEN @latest_first::boolean THEN t.no END DESC,
    CASE WHEN NOT @latest_first::boolean THEN t.case_id END,
    CASE WHEN NOT @latest_first::boolean THEN t.no END;

-- name: LedCases :many
-- The cases of which one of some units or persons is a party, each perhaps more than
-- once: at most as many as asked for, each way of being one read by its index. Of
-- open cases and of some kinds only, where that is all that a list shows.
SELECT s.id FROM (
    SELECT c.id FROM cases c WHERE c.lead_unit = ANY (@units::text[])
        AND (NOT @open_only::boolean OR c.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
    UNION ALL SELECT c.id FROM cases c WHERE c.force = ANY (@units::text[])
        AND (NOT @open_only::boolean OR c.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
    UNION ALL SELECT c.id FROM cases c WHERE c.office = ANY (@units::text[])
        AND (NOT @open_only::boolean OR c.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
    UNION ALL SELECT c.id FROM cases c WHERE c.lead_leader <> '' AND c.lead_leader = ANY (@persons::text[])
        AND (NOT @open_only::boolean OR c.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
    UNION ALL SELECT c.id FROM cases c WHERE c.assigner <> '' AND c.assigner = ANY (@persons::text[])
        AND (NOT @open_only::boolean OR c.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR c.kind = ANY (@kinds::text[]))
) s
LIMIT @batch::integer;

-- name: CasesOfTasks :many
-- The cases in which one of some units or persons has a task, likewise.
SELECT s.case_id FROM (
    SELECT t.case_id FROM tasks t WHERE t.unit = ANY (@units::text[])
        AND (NOT @open_only::boolean OR t.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR t.kind = ANY (@kinds::text[]))
    UNION ALL SELECT t.case_id FROM tasks t WHERE t.person <> '' AND t.person = ANY (@persons::text[])
        AND (NOT @open_only::boolean OR t.ended_at IS NULL) AND (cardinality(@kinds::text[]) = 0 OR t.kind = ANY (@kinds::text[]))
) s
LIMIT @batch::integer;

-- name: TextShare :one
-- How many of some measures taken at random hold a text, and of how many.
SELECT count(*) FILTER (WHERE m.text ILIKE @text::text)::integer AS hold, count(*)::integer AS looked
FROM measures m TABLESAMPLE SYSTEM (0.2);

-- name: TextCases :many
-- The cases whose words or numbers hold a text, each perhaps more than once: at most
-- as many as asked for. What holds it has all its pairs of characters, which an index
-- tells; what has them all need not hold it.
SELECT s.case_id FROM (
    SELECT m.case_id FROM measures m WHERE pairs(m.case_id || ' ' || m.no || ' ' || m.text) @> pairs(@words::text)
        AND (m.text ILIKE @text::text OR m.no ILIKE @text::text OR m.case_id ILIKE @text::text)
    UNION ALL SELECT mt.case_id FROM matters mt WHERE pairs(mt.case_id || ' ' || mt.title) @> pairs(@words::text)
        AND (mt.title ILIKE @text::text OR mt.case_id ILIKE @text::text)
    UNION ALL SELECT t.case_id FROM tasks t WHERE t.title <> '' AND pairs(t.title) @> pairs(@words::text) AND t.title ILIKE @text::text
    UNION ALL SELECT hh.case_id FROM households hh WHERE pairs(hh.case_id) @> pairs(@words::text) AND hh.case_id ILIKE @text::text
) s
LIMIT @batch::integer;

-- name: DeskKeys :many
-- The most urgent open tasks that name one of some persons or rest with one of some
-- posts: of each place as many as asked for, in the order of its index, then of all.
SELECT w.case_id::text AS case_id, w.no::integer AS no, w.due_on::date AS due_on FROM (
    SELECT n.* FROM unnest(@holders::text[]) AS h (who) CROSS JOIN LATERAL (
        SELECT t.case_id, t.no, t.due_on FROM tasks t
        WHERE t.ended_at IS NULL AND t.holder_person <> '' AND t.holder_person = h.who
            AND (t.due_on, t.case_id, t.no) > (@after_due::date, @after_case::text, @after_no::integer)
        ORDER BY t.due_on, t.case_id, t.no LIMIT @batch::integer) n
    UNION
    SELECT n.* FROM unnest(@posts::text[]) AS h (post) CROSS JOIN LATERAL (
        SELECT t.case_id, t.no, t.due_on FROM tasks t
        WHERE t.ended_at IS NULL AND t.holder_unit || '/' || t.holder_role = h.post
            AND (t.due_on, t.case_id, t.no) > (@after_due::date, @after_case::text, @after_no::integer)
        ORDER BY t.due_on, t.case_id, t.no LIMIT @batch::integer) n
) w ORDER BY w.due_on, w.case_id, w.no LIMIT @batch::integer;

-- name: DaysOfTasks :many
-- How many open tasks are due on each day of a span, of those that a filter lets through.
SELECT t.due_on, count(*)::integer AS tasks, (count(*) FILTER (WHERE NOT t.idle AND NOT t.paused))::integer AS running
FROM tasks t
    LEFT JOIN cases c ON c.id = t.case_id -- left out where nothing asks for it
WHERE t.ended_at IS NULL AND t.due_on >= @first_day::date AND t.due_on <= @last_day::date
    AND (@plan::text = '' OR t.plan = @plan::text)
    AND (cardinality(@units::text[]) = 0 OR t.unit = ANY (@units::text[]))
    AND (@stage::text = '' OR t.stage = @stage::text)
    AND (@step::text = '' OR t.step = @step::text)
    AND (@person::text = '' OR t.person = @person::text)
    AND (@kind::text = '' OR t.kind = @kind::text)
    AND (NOT @few::boolean OR t.case_id = ANY (@few_cases::text[]))
    AND (@sees_all::boolean OR t.unit = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])
        OR t.case_id = ANY (@sees_cases::text[]) OR (@sees_parties::boolean
        AND (c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[]) OR c.office = ANY (@sees_units::text[])
        OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[]))))
GROUP BY t.due_on ORDER BY t.due_on;

-- name: PlanOutline :many
-- The problems of a plan with their classes, and how their tasks stand: those
-- with a task that the filter lets through.
SELECT k.no AS class, k.name AS class_name, pr.no AS problem, pr.text, pr.source,
    count(DISTINCT m.case_id)::integer AS measures, count(*)::integer AS tasks,
    (count(*) FILTER (WHERE t.ended_at IS NOT NULL))::integer AS ended,
    (count(*) FILTER (WHERE t.ended_at IS NULL AND NOT t.idle AND NOT t.paused AND t.due_on < @today::date))::integer AS late,
    min(t.due_on)::date AS first_due
FROM measures m
    JOIN problems pr ON pr.plan = m.plan AND pr.no = m.problem
    JOIN classes k ON k.plan = pr.plan AND k.no = pr.class
    JOIN tasks t ON t.case_id = m.case_id
    LEFT JOIN cases c ON c.id = m.case_id -- left out where nothing asks for it
WHERE m.plan = @plan::text
    AND (cardinality(@units::text[]) = 0 OR t.unit = ANY (@units::text[]))
    AND (NOT @few::boolean OR t.case_id = ANY (@few_cases::text[]))
    AND (@sees_all::boolean OR t.unit = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])
        OR t.case_id = ANY (@sees_cases::text[]) OR (@sees_parties::boolean
        AND (c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[]) OR c.office = ANY (@sees_units::text[])
        OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[]))))
GROUP BY k.position, k.no, k.name, pr.position, pr.no, pr.text, pr.source
ORDER BY k.position, k.no, pr.position, pr.no;

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

-- name: PersonsCalled :many
-- By login or by name; the login first.
SELECT id FROM persons WHERE id = @word OR name = @word ORDER BY (id = @word) DESC, id LIMIT 2;
