-- +goose Up

-- A list of somebody who sees little asks for their cases first. It must find few
-- of them where the list itself is short: of open tasks only, of one kind only. So a
-- task knows its case's kind, and the indices of sight know what is open.
ALTER TABLE tasks ADD COLUMN kind text NOT NULL DEFAULT '';
UPDATE tasks t SET kind = c.kind FROM cases c WHERE c.id = t.case_id;

-- Query: ListTasks of a unit, CasesOfTasks.
DROP INDEX tasks_by_unit;
CREATE INDEX tasks_by_unit ON tasks (unit, due_on, case_id, no) INCLUDE (kind);
CREATE INDEX tasks_open_by_unit ON tasks (unit, due_on, case_id, no) INCLUDE (kind, stage, person, idle, paused) WHERE ended_at IS NULL;

-- Query: ListTasks. Who sees a part walks past what others have: in the index alone.
DROP INDEX tasks_open_by_due, tasks_open_by_stage;
CREATE INDEX tasks_open_by_due ON tasks (due_on, case_id, no) INCLUDE (kind, unit, person, idle, paused) WHERE ended_at IS NULL;
CREATE INDEX tasks_open_by_stage ON tasks (stage, due_on, case_id, no) INCLUDE (kind, unit, person, idle, paused) WHERE ended_at IS NULL;

-- Query: LedCases. A step leaves these alone, but for a case's first and last.
DROP INDEX cases_by_lead_unit, cases_by_force, cases_by_office;
CREATE INDEX cases_by_lead_unit ON cases (lead_unit, kind, id);
CREATE INDEX cases_by_force ON cases (force, kind, id);
CREATE INDEX cases_by_office ON cases (office, kind, id);
CREATE INDEX cases_open_by_lead_unit ON cases (lead_unit, kind, id) WHERE ended_at IS NULL;
CREATE INDEX cases_open_by_force ON cases (force, kind, id) WHERE ended_at IS NULL;
CREATE INDEX cases_open_by_office ON cases (office, kind, id) WHERE ended_at IS NULL;

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

    INSERT INTO tasks AS t (case_id, no, plan, kind, role, unit, person, step, stage, outcome, round, percent,
                            progressed_at, since, mark, clock, idle, paused, due_on, provisional, original_due,
                            submission_digest, request_digest, disputed, next_alarm_at, ended_at, title, holder_person, holder_unit, holder_role)
    SELECT n.case_id, n.no, n.plan, r.kind, n.role, n.unit, n.person, n.step, n.stage, n.outcome, n.round, n.percent,
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
-- The function as it was: without the kind.
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE replace(replace(pg_get_functiondef('record_step'::regproc), 'no, plan, kind, role', 'no, plan, role'), 'n.plan, r.kind, n.role', 'n.plan, n.role');
END;
$$;
-- +goose StatementEnd
DROP INDEX cases_by_lead_unit, cases_by_force, cases_by_office, cases_open_by_lead_unit, cases_open_by_force, cases_open_by_office;
CREATE INDEX cases_by_lead_unit ON cases (lead_unit);
CREATE INDEX cases_by_force ON cases (force);
CREATE INDEX cases_by_office ON cases (office);
DROP INDEX tasks_by_unit, tasks_open_by_unit, tasks_open_by_due, tasks_open_by_stage;
CREATE INDEX tasks_open_by_due ON tasks (due_on, case_id, no) WHERE ended_at IS NULL;
CREATE INDEX tasks_open_by_stage ON tasks (stage, due_on, case_id, no) WHERE ended_at IS NULL;
CREATE INDEX tasks_by_unit ON tasks (unit, due_on, case_id, no);
ALTER TABLE tasks DROP COLUMN kind;
