-- +goose Up

-- Matters that stand by themselves and not in a plan: directives (meeting
-- decisions, leaders' instructions, what an alert or an indicator raised) and
-- findings of inspections. Their cases carry them; here are their words.
CREATE TABLE matters (
    case_id    text PRIMARY KEY,
    kind       text        NOT NULL,
    key        text        NOT NULL UNIQUE, -- names the occasion: raised once, however often asked
    title      text        NOT NULL,
    text       text        NOT NULL,
    source     text        NOT NULL, -- meeting, instruction, alert, inspection, indicator, obligation
    source_ref text        NOT NULL,
    urgency    text        NOT NULL,
    raised_by  text        NOT NULL, -- a person, or empty for the engine
    created_at timestamptz NOT NULL
);
-- Query: MattersOf.
CREATE INDEX matters_by_source ON matters (source, source_ref, case_id);

-- What a task is about where the case has several of different content: help
-- measures, co-units' parts.
ALTER TABLE tasks ADD COLUMN title text NOT NULL DEFAULT '';

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
                            submission_digest, request_digest, disputed, next_alarm_at, ended_at)
    SELECT n.case_id, n.no, n.plan, n.role, n.unit, n.person, n.step, n.stage, n.outcome, n.round, n.percent,
           n.progressed_at, n.since, n.mark, n.clock, n.idle, n.paused, n.due_on, n.provisional, n.original_due,
           n.submission_digest, n.request_digest, n.disputed, n.next_alarm_at, n.ended_at
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

ALTER TABLE tasks DROP COLUMN title;
DROP TABLE matters;
