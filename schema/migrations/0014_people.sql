-- +goose Up

-- The organisation is kept in memory by who asks for posts.
DROP INDEX posts_by_unit;

-- Who stands in for whom, who answers for what, and with whom a task rests.

-- Substitutes (代理): somebody acts in all posts of another for a time.
CREATE TABLE substitutions (
    person     text NOT NULL REFERENCES persons (id), -- who is away
    substitute text NOT NULL REFERENCES persons (id),
    valid_from date NOT NULL,
    valid_to   date NOT NULL, -- the last day
    reason     text NOT NULL,
    PRIMARY KEY (person, substitute, valid_from),
    CONSTRAINT substitutions_of_another CHECK (person <> substitute)
);

-- Areas (包抓): a leader answers for a unit, with all below it, for a time.
CREATE TABLE areas (
    leader     text NOT NULL REFERENCES persons (id),
    unit       text NOT NULL,
    valid_from date NOT NULL DEFAULT '0001-01-01',
    valid_to   date NOT NULL DEFAULT '9999-12-31',
    PRIMARY KEY (leader, unit, valid_from)
);

-- Who changed the organisation, when, from what to what.
CREATE TABLE organisation_changes (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    by     text        NOT NULL,
    what   text        NOT NULL, -- the table
    before jsonb, -- NULL: it was not there
    after  jsonb  -- NULL: it was removed
);
CREATE TRIGGER organisation_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON organisation_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row, counted up with every change: who keeps the organisation in memory
-- looks whether it is still the same. Why not the newest change's ID: changes
-- commit in another order than they take their IDs.
CREATE TABLE organisation (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    revision bigint NOT NULL
);
INSERT INTO organisation (revision) VALUES (1);

-- The database itself writes the change, so that none escapes, a row that is
-- edited by hand included: its "by" is then the database's user.
-- +goose StatementBegin
CREATE FUNCTION record_organisation_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := coalesce(nullif(current_setting('duban.by', true), ''), 'database:' || session_user);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO organisation_changes (by, what, after) VALUES (who, TG_TABLE_NAME, to_jsonb(NEW));
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO organisation_changes (by, what, before) VALUES (who, TG_TABLE_NAME, to_jsonb(OLD));
    ELSIF NEW IS DISTINCT FROM OLD THEN
        INSERT INTO organisation_changes (by, what, before, after) VALUES (who, TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW));
    END IF;
    RETURN NULL;
END;
$$;
CREATE FUNCTION count_organisation_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organisation SET revision = revision + 1;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER units_recorded AFTER INSERT OR UPDATE OR DELETE ON units
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER units_counted AFTER INSERT OR UPDATE OR DELETE ON units
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER persons_recorded AFTER INSERT OR UPDATE OR DELETE ON persons
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER persons_counted AFTER INSERT OR UPDATE OR DELETE ON persons
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER posts_recorded AFTER INSERT OR UPDATE OR DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER posts_counted AFTER INSERT OR UPDATE OR DELETE ON posts
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER task_forces_recorded AFTER INSERT OR UPDATE OR DELETE ON task_forces
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER task_forces_counted AFTER INSERT OR UPDATE OR DELETE ON task_forces
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER task_force_members_recorded AFTER INSERT OR UPDATE OR DELETE ON task_force_members
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER task_force_members_counted AFTER INSERT OR UPDATE OR DELETE ON task_force_members
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER substitutions_recorded AFTER INSERT OR UPDATE OR DELETE ON substitutions
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER substitutions_counted AFTER INSERT OR UPDATE OR DELETE ON substitutions
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();
CREATE TRIGGER areas_recorded AFTER INSERT OR UPDATE OR DELETE ON areas
    FOR EACH ROW EXECUTE FUNCTION record_organisation_change();
CREATE TRIGGER areas_counted AFTER INSERT OR UPDATE OR DELETE ON areas
    FOR EACH STATEMENT EXECUTE FUNCTION count_organisation_change();

ALTER TABLE cases ADD COLUMN assigner text NOT NULL DEFAULT '';
-- Query: CasesNaming, what a leader hands over.
CREATE INDEX cases_by_leader ON cases (lead_leader) WHERE ended_at IS NULL AND lead_leader <> '';
CREATE INDEX cases_by_assigner ON cases (assigner) WHERE ended_at IS NULL AND assigner <> '';

-- With whom a task rests as it stands, as the rules name it: a person, behind
-- them a role in a unit. NULL: not worked out yet, on rows older than this.
-- Whether anybody holds the post on a day is asked when somebody looks.
ALTER TABLE tasks ADD COLUMN holder_person text, ADD COLUMN holder_unit text, ADD COLUMN holder_role text;
-- Query: ListTasks of a desk: what names somebody, and what rests with a post or
-- does once who is named has left it.
CREATE INDEX tasks_by_holder ON tasks (holder_person) WHERE ended_at IS NULL AND holder_person <> '';
CREATE INDEX tasks_by_holding_post ON tasks ((holder_unit || '/' || holder_role)) WHERE ended_at IS NULL;
-- Query: TasksWithoutHolder. Empty once they are all worked out.
CREATE INDEX tasks_without_holder ON tasks (case_id, no) WHERE ended_at IS NULL AND holder_role IS NULL;

-- One step of a case in one statement: its events, the case and tasks as they
-- stand after them, notices, evidence. Why a function: the step is written on
-- every click, and this way it takes one round trip and one commit.
--
-- Gives NULL when it wrote the step. When the case already holds an event at
-- the first seq, it writes nothing and gives the events from there on. c holds
-- the case's row and, besides, first (the first seq), prev (the hash that it
-- builds on) and anew (true: count every alarm again).
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION record_step(c jsonb, new_events json, new_tasks json, new_notices json, new_evidence json)
    RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r     cases   := jsonb_populate_record(NULL::cases, c);
    first bigint  := (c ->> 'first')::bigint;
    anew  boolean := (c ->> 'anew')::boolean;
    held  jsonb;
BEGIN
    -- The case's row is the lock and the guard: of two writers of the same seq
    -- the second waits here and then finds the seq taken.
    IF first = 1 THEN
        INSERT INTO cases (id, kind, plan, policy_kind, policy_version, round, stage, seq, head, opened_at,
                           ended_at, cancelled, office, lead_unit, force, lead_leader, assigner, wake_at, updated_at)
        VALUES (r.id, r.kind, r.plan, r.policy_kind, r.policy_version, r.round, r.stage, r.seq, r.head, r.opened_at,
                r.ended_at, r.cancelled, r.office, r.lead_unit, r.force, r.lead_leader, coalesce(r.assigner, ''), r.wake_at, r.updated_at)
        ON CONFLICT (id) DO NOTHING;
    ELSE
        UPDATE cases SET
            policy_kind = r.policy_kind, policy_version = r.policy_version, round = r.round, stage = r.stage,
            seq = r.seq, head = r.head, ended_at = r.ended_at, cancelled = r.cancelled, wake_at = r.wake_at,
            updated_at = r.updated_at, lead_leader = r.lead_leader, assigner = coalesce(r.assigner, '')
        WHERE id = r.id AND seq = first - 1 AND head = c ->> 'prev';
    END IF;
    IF NOT FOUND THEN
        SELECT jsonb_agg(jsonb_build_object('command', e.command_id, 'body', e.body, 'hash', e.hash) ORDER BY e.seq)
        INTO held FROM events e WHERE e.case_id = r.id AND e.seq >= first;
        IF held IS NULL THEN
            RAISE EXCEPTION 'case % does not stand at event % with the hash that event % builds on', r.id, first - 1, first
                USING ERRCODE = 'DB002';
        END IF;
        RETURN held;
    END IF;

    INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, new_events);

    INSERT INTO tasks AS t (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent,
                            progressed_at, since, mark, clock, idle, paused, due_on, provisional, original_due,
                            submission_digest, request_digest, disputed, next_alarm_at, ended_at, title, holder_person, holder_unit, holder_role)
    SELECT n.case_id, n.no, n.plan, n.role, n.unit, n.person, n.step, n.stage, n.outcome, n.round, n.percent,
           n.progressed_at, n.since, n.mark, n.clock, n.idle, n.paused, n.due_on, n.provisional, n.original_due,
           n.submission_digest, n.request_digest, n.disputed, n.next_alarm_at, n.ended_at, n.title, n.holder_person, n.holder_unit, n.holder_role
    FROM json_populate_recordset(NULL::tasks, new_tasks) n
    ON CONFLICT (case_id, no) DO UPDATE SET
        role = excluded.role, unit = excluded.unit, person = excluded.person, step = excluded.step,
        stage = excluded.stage, outcome = excluded.outcome, round = excluded.round, percent = excluded.percent,
        progressed_at = excluded.progressed_at, since = excluded.since, mark = excluded.mark,
        clock = excluded.clock, idle = excluded.idle, paused = excluded.paused, due_on = excluded.due_on,
        provisional = excluded.provisional, original_due = excluded.original_due,
        submission_digest = excluded.submission_digest, request_digest = excluded.request_digest,
        disputed = excluded.disputed, ended_at = excluded.ended_at,
        holder_person = excluded.holder_person, holder_unit = excluded.holder_unit, holder_role = excluded.holder_role,
        -- A breach that returns (a task sent back to its own due date) keeps
        -- the rungs that it has had; any other starts at the ladder's foot.
        last_rung = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.last_rung
            ELSE coalesce((SELECT max(s.rung) FROM slips s WHERE s.case_id = excluded.case_id
                AND s.task = excluded.no AND s.round = excluded.round AND s.mark = excluded.mark), -1) END,
        red = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.red
            ELSE EXISTS (SELECT FROM slips s WHERE s.case_id = excluded.case_id AND s.task = excluded.no
                AND s.round = excluded.round AND s.mark = excluded.mark AND s.light = 'red') END,
        -- Leaving a breach that never came to red ends the run; a holding
        -- period is no breach and leaves the run as it is.
        reds_running = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.reds_running
            ELSE greatest(CASE WHEN t.red OR t.idle THEN t.reds_running ELSE 0 END,
                (SELECT count(*) FROM (SELECT FROM slips s WHERE s.case_id = excluded.case_id AND s.task = excluded.no
                AND s.round = excluded.round AND s.mark = excluded.mark AND s.light = 'red' LIMIT 1) one)::integer) END,
        -- What was given counts from the ladder's foot; while the clock is the
        -- same, the alarm after the last slip stands.
        next_alarm_at = CASE
            WHEN excluded.next_alarm_at IS NULL THEN NULL
            WHEN NOT anew AND t.clock - 'step' = excluded.clock - 'step' AND t.round = excluded.round
                AND t.due_on = excluded.due_on
                THEN t.next_alarm_at
            ELSE excluded.next_alarm_at END;

    INSERT INTO notices (key, case_id, task, kind, event_seq, person, unit, role, created_at)
    SELECT n.key, n.case_id, n.task, n.kind, n.event_seq, n.person, n.unit, n.role, n.created_at
    FROM json_populate_recordset(NULL::notices, new_notices) n
    ON CONFLICT (key) DO NOTHING;

    INSERT INTO evidence SELECT * FROM json_populate_recordset(NULL::evidence, new_evidence)
    ON CONFLICT (case_id, seq, id) DO NOTHING; -- one piece named twice in a submission is one piece
    RETURN NULL;
END;
$$;
-- +goose StatementEnd

-- +goose Down
-- One step of a case in one statement: its events, the case and tasks as they
-- stand after them, notices, evidence. Why a function: the step is written on
-- every click, and this way it takes one round trip and one commit.
--
-- Gives NULL when it wrote the step. When the case already holds an event at
-- the first seq, it writes nothing and gives the events from there on. c holds
-- the case's row and, besides, first (the first seq), prev (the hash that it
-- builds on) and anew (true: count every alarm again).
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION record_step(c jsonb, new_events json, new_tasks json, new_notices json, new_evidence json)
    RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    r     cases   := jsonb_populate_record(NULL::cases, c);
    first bigint  := (c ->> 'first')::bigint;
    anew  boolean := (c ->> 'anew')::boolean;
    held  jsonb;
BEGIN
    -- The case's row is the lock and the guard: of two writers of the same seq
    -- the second waits here and then finds the seq taken.
    IF first = 1 THEN
        INSERT INTO cases (id, kind, plan, policy_kind, policy_version, round, stage, seq, head, opened_at,
                           ended_at, cancelled, office, lead_unit, force, lead_leader, wake_at, updated_at)
        VALUES (r.id, r.kind, r.plan, r.policy_kind, r.policy_version, r.round, r.stage, r.seq, r.head, r.opened_at,
                r.ended_at, r.cancelled, r.office, r.lead_unit, r.force, r.lead_leader, r.wake_at, r.updated_at)
        ON CONFLICT (id) DO NOTHING;
    ELSE
        UPDATE cases SET
            policy_kind = r.policy_kind, policy_version = r.policy_version, round = r.round, stage = r.stage,
            seq = r.seq, head = r.head, ended_at = r.ended_at, cancelled = r.cancelled, wake_at = r.wake_at,
            updated_at = r.updated_at
        WHERE id = r.id AND seq = first - 1 AND head = c ->> 'prev';
    END IF;
    IF NOT FOUND THEN
        SELECT jsonb_agg(jsonb_build_object('command', e.command_id, 'body', e.body, 'hash', e.hash) ORDER BY e.seq)
        INTO held FROM events e WHERE e.case_id = r.id AND e.seq >= first;
        IF held IS NULL THEN
            RAISE EXCEPTION 'case % does not stand at event % with the hash that event % builds on', r.id, first - 1, first
                USING ERRCODE = 'DB002';
        END IF;
        RETURN held;
    END IF;

    INSERT INTO events SELECT * FROM json_populate_recordset(NULL::events, new_events);

    INSERT INTO tasks AS t (case_id, no, plan, role, unit, person, step, stage, outcome, round, percent,
                            progressed_at, since, mark, clock, idle, paused, due_on, provisional, original_due,
                            submission_digest, request_digest, disputed, next_alarm_at, ended_at, title)
    SELECT n.case_id, n.no, n.plan, n.role, n.unit, n.person, n.step, n.stage, n.outcome, n.round, n.percent,
           n.progressed_at, n.since, n.mark, n.clock, n.idle, n.paused, n.due_on, n.provisional, n.original_due,
           n.submission_digest, n.request_digest, n.disputed, n.next_alarm_at, n.ended_at, n.title
    FROM json_populate_recordset(NULL::tasks, new_tasks) n
    ON CONFLICT (case_id, no) DO UPDATE SET
        role = excluded.role, unit = excluded.unit, person = excluded.person, step = excluded.step,
        stage = excluded.stage, outcome = excluded.outcome, round = excluded.round, percent = excluded.percent,
        progressed_at = excluded.progressed_at, since = excluded.since, mark = excluded.mark,
        clock = excluded.clock, idle = excluded.idle, paused = excluded.paused, due_on = excluded.due_on,
        provisional = excluded.provisional, original_due = excluded.original_due,
        submission_digest = excluded.submission_digest, request_digest = excluded.request_digest,
        disputed = excluded.disputed, ended_at = excluded.ended_at,
        -- A breach that returns (a task sent back to its own due date) keeps
        -- the rungs that it has had; any other starts at the ladder's foot.
        last_rung = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.last_rung
            ELSE coalesce((SELECT max(s.rung) FROM slips s WHERE s.case_id = excluded.case_id
                AND s.task = excluded.no AND s.round = excluded.round AND s.mark = excluded.mark), -1) END,
        red = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.red
            ELSE EXISTS (SELECT FROM slips s WHERE s.case_id = excluded.case_id AND s.task = excluded.no
                AND s.round = excluded.round AND s.mark = excluded.mark AND s.light = 'red') END,
        -- Leaving a breach that never came to red ends the run; a holding
        -- period is no breach and leaves the run as it is.
        reds_running = CASE WHEN t.mark = excluded.mark AND t.round = excluded.round THEN t.reds_running
            ELSE greatest(CASE WHEN t.red OR t.idle THEN t.reds_running ELSE 0 END,
                (SELECT count(*) FROM (SELECT FROM slips s WHERE s.case_id = excluded.case_id AND s.task = excluded.no
                AND s.round = excluded.round AND s.mark = excluded.mark AND s.light = 'red' LIMIT 1) one)::integer) END,
        -- What was given counts from the ladder's foot; while the clock is the
        -- same, the alarm after the last slip stands.
        next_alarm_at = CASE
            WHEN excluded.next_alarm_at IS NULL THEN NULL
            WHEN NOT anew AND t.clock - 'step' = excluded.clock - 'step' AND t.round = excluded.round
                AND t.due_on = excluded.due_on
                THEN t.next_alarm_at
            ELSE excluded.next_alarm_at END;

    INSERT INTO notices (key, case_id, task, kind, event_seq, person, unit, role, created_at)
    SELECT n.key, n.case_id, n.task, n.kind, n.event_seq, n.person, n.unit, n.role, n.created_at
    FROM json_populate_recordset(NULL::notices, new_notices) n
    ON CONFLICT (key) DO NOTHING;

    INSERT INTO evidence SELECT * FROM json_populate_recordset(NULL::evidence, new_evidence)
    ON CONFLICT (case_id, seq, id) DO NOTHING; -- one piece named twice in a submission is one piece
    RETURN NULL;
END;
$$;
-- +goose StatementEnd

ALTER TABLE tasks DROP COLUMN holder_person, DROP COLUMN holder_unit, DROP COLUMN holder_role;
ALTER TABLE cases DROP COLUMN assigner;
DROP TRIGGER units_recorded ON units;
DROP TRIGGER units_counted ON units;
DROP TRIGGER persons_recorded ON persons;
DROP TRIGGER persons_counted ON persons;
DROP TRIGGER posts_recorded ON posts;
DROP TRIGGER posts_counted ON posts;
DROP TRIGGER task_forces_recorded ON task_forces;
DROP TRIGGER task_forces_counted ON task_forces;
DROP TRIGGER task_force_members_recorded ON task_force_members;
DROP TRIGGER task_force_members_counted ON task_force_members;
CREATE INDEX posts_by_unit ON posts (unit, role);
DROP TABLE substitutions, areas, organisation, organisation_changes;
DROP FUNCTION record_organisation_change();
DROP FUNCTION count_organisation_change();
