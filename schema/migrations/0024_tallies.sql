-- +goose Up

-- Tasks counted ahead, so that an overview of a million cases reads a few
-- thousand rows. Every statement that changes tasks adds what changed to
-- tally_moves, in its own transaction; every few seconds the moves are folded
-- into the tallies. A reader adds the two up: the figures are those of the tasks
-- at every moment. Why not counted up in place: two steps of the same unit would
-- wait for each other's commit.

-- Each unit's column of the completion table: itself or the nearest unit above it
-- that is one. Kept, because working it out for every step would cost more than the step.
CREATE TABLE unit_columns (
    unit text PRIMARY KEY,
    col  text NOT NULL
);
CREATE VIEW unit_columns_now AS
WITH RECURSIVE up (unit, id, steps) AS (
    SELECT u.id, u.id, 0 FROM units u
    UNION ALL
    SELECT up.unit, u.parent_id, up.steps + 1 FROM up JOIN units u ON u.id = up.id
    WHERE NOT u.is_column AND u.parent_id <> '' AND up.steps < 32
)
SELECT up.unit, up.id::text AS col FROM up JOIN units c ON c.id = up.id WHERE c.is_column;

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

-- The completion table (problem × column): tasks that count, and those of them
-- that are not closed (see casework.Completion).
CREATE TABLE problem_tallies (
    plan    text   NOT NULL,
    problem text   NOT NULL,
    col     text   NOT NULL,
    tasks   bigint NOT NULL,
    open    bigint NOT NULL,
    PRIMARY KEY (plan, problem, col)
);

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

-- What a statement changed, as moves; whatever cancels out is left away.
-- +goose StatementBegin
CREATE FUNCTION move_tallies() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- Folds the moves into the tallies; gives how many there were. One at a time:
-- whoever comes second has nothing to do.
CREATE FUNCTION fold_tallies() RETURNS bigint LANGUAGE plpgsql AS $$
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

-- Counts everything anew: for a ledger older than the tallies, for a changed tree,
-- for repair.
CREATE FUNCTION recount_tallies() RETURNS void LANGUAGE plpgsql AS $$
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

-- A changed tree: units that are only new get their column; where the column of a
-- known one changes, everything is counted anew.
CREATE FUNCTION follow_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM unit_columns k LEFT JOIN unit_columns_now f ON f.unit = k.unit WHERE f.col IS DISTINCT FROM k.col)
        OR EXISTS (SELECT FROM unit_columns_now f LEFT JOIN unit_columns k ON k.unit = f.unit
            WHERE k.unit IS NULL AND EXISTS (SELECT FROM tasks t WHERE t.unit = f.unit)) THEN
        PERFORM recount_tallies();
    ELSE
        INSERT INTO unit_columns SELECT unit, col FROM unit_columns_now ON CONFLICT (unit) DO NOTHING;
    END IF;
    RETURN NULL;
END;
$$;

-- A measure that moves to another problem, or comes after its tasks.
CREATE FUNCTION follow_measures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM fresh m JOIN tasks t ON t.case_id = m.case_id LEFT JOIN stale o ON o.case_id = m.case_id
        WHERE o.problem IS DISTINCT FROM m.problem) THEN
        PERFORM recount_tallies();
    END IF;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER tasks_counted_in AFTER INSERT ON tasks REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION move_tallies();
CREATE TRIGGER tasks_counted_over AFTER UPDATE ON tasks REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION move_tallies();
CREATE TRIGGER tasks_counted_out AFTER DELETE ON tasks REFERENCING OLD TABLE AS stale
    FOR EACH STATEMENT EXECUTE FUNCTION move_tallies();
CREATE TRIGGER units_followed AFTER INSERT OR UPDATE OR DELETE ON units
    FOR EACH STATEMENT EXECUTE FUNCTION follow_units();
CREATE TRIGGER measures_followed AFTER UPDATE ON measures REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_measures();

SELECT recount_tallies();

-- +goose Down
DROP TRIGGER measures_followed ON measures;
DROP TRIGGER units_followed ON units;
DROP TRIGGER tasks_counted_out ON tasks;
DROP TRIGGER tasks_counted_over ON tasks;
DROP TRIGGER tasks_counted_in ON tasks;
DROP FUNCTION follow_measures();
DROP FUNCTION follow_units();
DROP FUNCTION recount_tallies();
DROP FUNCTION fold_tallies();
DROP FUNCTION move_tallies();
DROP TABLE tally_moves, problem_tallies, task_tallies;
DROP VIEW unit_columns_now;
DROP TABLE unit_columns;
