-- +goose Up

-- Tasks counted ahead, again: by column and by unit instead of by plan. A ledger
-- of a million cases in two hundred plans has ten times as many rows by plan as
-- by column, and no overview asks for one plan; whoever sees a township's units
-- had every task of theirs counted for each look. A figure depends on the plan
-- only through the kind, whose ladder it is: measures of all plans are one.

DROP TABLE task_tallies, tally_moves;

CREATE TABLE task_tallies (
    col     text    NOT NULL, -- '' for units of no column
    plan    text    NOT NULL, -- '' for measures, else the plan of the kind
    stage   text    NOT NULL,
    outcome text    NOT NULL,
    due_on  date    NOT NULL, -- 9999-12-31 for none, and for what has ended
    running boolean NOT NULL, -- a clock that runs: it can be late
    rung    integer NOT NULL, -- of the last slip; -1 for what has ended
    n       bigint  NOT NULL,
    PRIMARY KEY (col, plan, stage, outcome, due_on, running, rung)
);
CREATE INDEX task_tallies_empty ON task_tallies (col) WHERE n = 0;

-- The same by unit: for those whose work is no whole column.
CREATE TABLE unit_tallies (
    unit    text    NOT NULL,
    plan    text    NOT NULL,
    stage   text    NOT NULL,
    outcome text    NOT NULL,
    due_on  date    NOT NULL,
    running boolean NOT NULL,
    rung    integer NOT NULL,
    n       bigint  NOT NULL,
    PRIMARY KEY (unit, plan, stage, outcome, due_on, running, rung)
);
CREATE INDEX unit_tallies_empty ON unit_tallies (unit) WHERE n = 0;

CREATE TABLE tally_moves (
    plan    text    NOT NULL,
    problem text    NOT NULL, -- '' for none
    unit    text    NOT NULL,
    col     text    NOT NULL,
    role    text    NOT NULL,
    stage   text    NOT NULL,
    outcome text    NOT NULL,
    due_on  date    NOT NULL,
    running boolean NOT NULL,
    rung    integer NOT NULL,
    n       bigint  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- Under which plan a task is counted in an overview.
CREATE FUNCTION tally_plan(plan text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN plan IN ('households', 'findings', 'directives') THEN plan ELSE '' END;

-- How a household stands, kept beside it: counting them went through every case.
-- Empty until its case has begun.
ALTER TABLE households ADD COLUMN stage text NOT NULL DEFAULT '', ADD COLUMN outcome text NOT NULL DEFAULT '';
CREATE TABLE household_tallies (
    county     text   NOT NULL,
    village    text   NOT NULL,
    stage      text   NOT NULL,
    outcome    text   NOT NULL,
    households bigint NOT NULL,
    people     bigint NOT NULL,
    PRIMARY KEY (village, county, stage, outcome)
);
CREATE TABLE household_moves (
    county     text   NOT NULL,
    village    text   NOT NULL,
    stage      text   NOT NULL,
    outcome    text   NOT NULL,
    households bigint NOT NULL,
    people     bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- What a statement changed, as moves; whatever cancels out is left away.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION move_tallies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A step is one INSERT … ON CONFLICT DO UPDATE and fires both triggers, the
    -- one of them with nothing. Nested: a DELETE knows no fresh rows.
    IF TG_OP <> 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM fresh) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), t.unit, coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, count(*)
        FROM fresh t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), t.unit, coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, -count(*)
        FROM stale t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10;
    ELSE
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), t.unit, coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, sum(t.n)
        FROM (
            SELECT case_id, plan, unit, role, stage, outcome, due_on, ended_at, idle, paused, last_rung, 1 AS n FROM fresh
            UNION ALL
            SELECT case_id, plan, unit, role, stage, outcome, due_on, ended_at, idle, paused, last_rung, -1 AS n FROM stale
        ) t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 HAVING sum(t.n) <> 0;
    END IF;
    -- Asked first: a statement that changes no row fires its triggers all the same.
    IF TG_OP <> 'DELETE' THEN
        IF EXISTS (SELECT FROM fresh t WHERE t.plan = 'households' AND t.no = 1) THEN
            UPDATE households h SET stage = t.stage, outcome = t.outcome FROM fresh t
            WHERE t.plan = 'households' AND t.no = 1 AND h.case_id = t.case_id AND (h.stage, h.outcome) IS DISTINCT FROM (t.stage, t.outcome);
        END IF;
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION fold_tallies() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('duban_fold_tallies')) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM tally_moves RETURNING *
    ), columns_put AS (
        INSERT INTO task_tallies AS t
        SELECT col, tally_plan(plan), stage, outcome, due_on, running, rung, sum(n) FROM taken
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0
        ON CONFLICT (col, plan, stage, outcome, due_on, running, rung) DO UPDATE SET n = t.n + excluded.n
    ), units_put AS (
        INSERT INTO unit_tallies AS t
        SELECT unit, tally_plan(plan), stage, outcome, due_on, running, rung, sum(n) FROM taken
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0
        ON CONFLICT (unit, plan, stage, outcome, due_on, running, rung) DO UPDATE SET n = t.n + excluded.n
    ), problems_put AS (
        INSERT INTO problem_tallies AS p
        SELECT plan, problem, col, sum(n), coalesce(sum(n) FILTER (WHERE outcome <> 'closed'), 0) FROM taken
        WHERE problem <> '' AND role <> 'co' AND outcome NOT IN ('excluded', 'cancelled')
        GROUP BY 1, 2, 3
        ON CONFLICT (plan, problem, col) DO UPDATE SET tasks = p.tasks + excluded.tasks, open = p.open + excluded.open
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM task_tallies WHERE n = 0;
    DELETE FROM unit_tallies WHERE n = 0;
    WITH taken AS (
        DELETE FROM household_moves RETURNING *
    )
    INSERT INTO household_tallies AS t
    SELECT county, village, stage, outcome, sum(households), sum(people) FROM taken
    GROUP BY 1, 2, 3, 4 HAVING sum(households) <> 0 OR sum(people) <> 0
    ON CONFLICT (village, county, stage, outcome) DO UPDATE SET households = t.households + excluded.households, people = t.people + excluded.people;
    RETURN folded;
END;
$$;

-- Written straight into the tallies: a million moves that are gone again at once
-- would leave every reader an empty table of a hundred megabytes to look through.
CREATE OR REPLACE FUNCTION recount_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE tasks IN SHARE MODE; -- no step in between
    DELETE FROM unit_columns;
    INSERT INTO unit_columns SELECT unit, col FROM unit_columns_now;
    DELETE FROM task_tallies;
    DELETE FROM unit_tallies;
    DELETE FROM problem_tallies;
    DELETE FROM tally_moves;
    WITH counted AS (
        SELECT t.plan, coalesce(m.problem, '') AS problem, t.unit, coalesce(k.col, '') AS col, t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END AS due_on, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused AS running,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END AS rung, count(*) AS n
        FROM tasks t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ), columns_put AS (
        INSERT INTO task_tallies SELECT col, tally_plan(plan), stage, outcome, due_on, running, rung, sum(n) FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), units_put AS (
        INSERT INTO unit_tallies SELECT unit, tally_plan(plan), stage, outcome, due_on, running, rung, sum(n) FROM counted GROUP BY 1, 2, 3, 4, 5, 6, 7
    )
    INSERT INTO problem_tallies
    SELECT plan, problem, col, sum(n), coalesce(sum(n) FILTER (WHERE outcome <> 'closed'), 0) FROM counted
    WHERE problem <> '' AND role <> 'co' AND outcome NOT IN ('excluded', 'cancelled')
    GROUP BY 1, 2, 3;
    UPDATE households h SET stage = t.stage, outcome = t.outcome FROM tasks t
    WHERE t.case_id = h.case_id AND t.no = 1 AND (h.stage, h.outcome) IS DISTINCT FROM (t.stage, t.outcome);
    DELETE FROM household_moves;
    DELETE FROM household_tallies;
    INSERT INTO household_tallies SELECT county, village, stage, outcome, count(*), sum(people) FROM households WHERE stage <> '' GROUP BY 1, 2, 3, 4;
END;
$$;

-- What a statement changed about households, as moves.
CREATE FUNCTION move_households() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO household_moves SELECT county, village, stage, outcome, count(*), sum(people) FROM fresh WHERE stage <> '' GROUP BY 1, 2, 3, 4;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO household_moves SELECT county, village, stage, outcome, -count(*), -sum(people) FROM stale WHERE stage <> '' GROUP BY 1, 2, 3, 4;
    ELSE
        INSERT INTO household_moves
        SELECT county, village, stage, outcome, sum(n), sum(n * people) FROM (
            SELECT county, village, stage, outcome, people, 1 AS n FROM fresh
            UNION ALL
            SELECT county, village, stage, outcome, people, -1 AS n FROM stale
        ) h WHERE stage <> '' GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 OR sum(n * people) <> 0;
    END IF;
    RETURN NULL;
END;
$$;

-- A household that comes after its case: a ledger that is restored.
CREATE FUNCTION follow_households() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE households h SET stage = t.stage, outcome = t.outcome FROM fresh f JOIN tasks t ON t.case_id = f.case_id AND t.no = 1
    WHERE h.case_id = f.case_id;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER households_followed AFTER INSERT ON households REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_households();

SELECT recount_tallies();

CREATE TRIGGER households_counted_in AFTER INSERT ON households REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION move_households();
CREATE TRIGGER households_counted_over AFTER UPDATE ON households REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION move_households();
CREATE TRIGGER households_counted_out AFTER DELETE ON households REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION move_households();

-- +goose Down
DROP TRIGGER households_counted_out ON households;
DROP TRIGGER households_counted_over ON households;
DROP TRIGGER households_counted_in ON households;
DROP FUNCTION move_households();
DROP TRIGGER households_followed ON households;
DROP FUNCTION follow_households();
DROP TABLE task_tallies, unit_tallies, tally_moves, household_tallies, household_moves;
DROP FUNCTION tally_plan(text);
ALTER TABLE households DROP COLUMN stage, DROP COLUMN outcome;
CREATE TABLE task_tallies (
    plan    text    NOT NULL,
    col     text    NOT NULL, -- '' for units of no column
    stage   text    NOT NULL,
    outcome text    NOT NULL,
    due_on  date    NOT NULL, -- 9999-12-31 for none, and for what has ended
    running boolean NOT NULL, -- a clock that runs: it can be late
    rung    integer NOT NULL, -- of the last slip; -1 for what has ended
    n       bigint  NOT NULL,
    PRIMARY KEY (plan, col, stage, outcome, due_on, running, rung)
);
CREATE INDEX task_tallies_empty ON task_tallies (plan) WHERE n = 0;

CREATE TABLE tally_moves (
    plan    text    NOT NULL,
    problem text    NOT NULL, -- '' for none
    col     text    NOT NULL,
    role    text    NOT NULL,
    stage   text    NOT NULL,
    outcome text    NOT NULL,
    due_on  date    NOT NULL,
    running boolean NOT NULL,
    rung    integer NOT NULL,
    n       bigint  NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION move_tallies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, count(*)
        FROM fresh t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, -count(*)
        FROM stale t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
    ELSE
        INSERT INTO tally_moves
        SELECT t.plan, coalesce(m.problem, ''), coalesce(k.col, ''), t.role, t.stage, t.outcome,
            CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
            CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, sum(t.n)
        FROM (
            SELECT case_id, plan, unit, role, stage, outcome, due_on, ended_at, idle, paused, last_rung, 1 AS n FROM fresh
            UNION ALL
            SELECT case_id, plan, unit, role, stage, outcome, due_on, ended_at, idle, paused, last_rung, -1 AS n FROM stale
        ) t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(t.n) <> 0;
    END IF;
    RETURN NULL;
END;
$$;

CREATE OR REPLACE FUNCTION fold_tallies() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('duban_fold_tallies')) THEN
        RETURN 0;
    END IF;
    WITH taken AS (
        DELETE FROM tally_moves RETURNING *
    ), tasks_put AS (
        INSERT INTO task_tallies AS t
        SELECT plan, col, stage, outcome, due_on, running, rung, sum(n) FROM taken
        GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0
        ON CONFLICT (plan, col, stage, outcome, due_on, running, rung) DO UPDATE SET n = t.n + excluded.n
    ), problems_put AS (
        INSERT INTO problem_tallies AS p
        SELECT plan, problem, col, sum(n), coalesce(sum(n) FILTER (WHERE outcome <> 'closed'), 0) FROM taken
        WHERE problem <> '' AND role <> 'co' AND outcome NOT IN ('excluded', 'cancelled')
        GROUP BY 1, 2, 3
        ON CONFLICT (plan, problem, col) DO UPDATE SET tasks = p.tasks + excluded.tasks, open = p.open + excluded.open
    )
    SELECT count(*) INTO folded FROM taken;
    DELETE FROM task_tallies WHERE n = 0;
    RETURN folded;
END;
$$;

CREATE OR REPLACE FUNCTION recount_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE tasks IN SHARE MODE; -- no step in between
    DELETE FROM unit_columns;
    INSERT INTO unit_columns SELECT unit, col FROM unit_columns_now;
    DELETE FROM task_tallies;
    DELETE FROM problem_tallies;
    DELETE FROM tally_moves;
    INSERT INTO tally_moves
    SELECT t.plan, coalesce(m.problem, ''), coalesce(k.col, ''), t.role, t.stage, t.outcome,
        CASE WHEN t.ended_at IS NULL THEN t.due_on ELSE '9999-12-31' END, t.ended_at IS NULL AND NOT t.idle AND NOT t.paused,
        CASE WHEN t.ended_at IS NULL THEN t.last_rung ELSE -1 END, count(*)
    FROM tasks t LEFT JOIN measures m ON m.case_id = t.case_id LEFT JOIN unit_columns k ON k.unit = t.unit
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
    PERFORM fold_tallies();
END;
$$;
-- +goose StatementEnd
SELECT recount_tallies();
