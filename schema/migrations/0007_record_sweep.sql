-- +goose Up

-- What a sweep writes for the tasks that it holds locked: slips, notices, the
-- tasks' rungs and next alarms, the cases' slip heads.
-- +goose StatementBegin
CREATE FUNCTION record_sweep(new_slips json, new_notices json, changed_tasks json, changed_cases json)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO slips SELECT * FROM json_populate_recordset(NULL::slips, new_slips);

    INSERT INTO notices (key, case_id, task, kind, slip_seq, person, unit, role, created_at)
    SELECT n.key, n.case_id, n.task, n.kind, n.slip_seq, n.person, n.unit, n.role, n.created_at
    FROM json_populate_recordset(NULL::notices, new_notices) n
    ON CONFLICT (key) DO NOTHING;

    UPDATE tasks t SET last_rung = n.last_rung, red = n.red, reds_running = n.reds_running,
        due_on = n.due_on, provisional = n.provisional, next_alarm_at = n.next_alarm_at
    FROM json_populate_recordset(NULL::tasks, changed_tasks) n
    WHERE t.case_id = n.case_id AND t.no = n.no;

    UPDATE cases c SET slip_seq = n.slip_seq, slip_head = n.slip_head
    FROM json_populate_recordset(NULL::cases, changed_cases) n
    WHERE c.id = n.id;
END;
$$;
-- +goose StatementEnd

-- What a new holiday table changes: due dates, alarms, wake-ups.
-- +goose StatementBegin
CREATE FUNCTION record_recount(changed_tasks json, changed_cases json)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tasks t SET due_on = n.due_on, provisional = n.provisional, next_alarm_at = n.next_alarm_at
    FROM json_populate_recordset(NULL::tasks, changed_tasks) n
    WHERE t.case_id = n.case_id AND t.no = n.no;

    UPDATE cases c SET wake_at = n.wake_at
    FROM json_populate_recordset(NULL::cases, changed_cases) n
    WHERE c.id = n.id;
END;
$$;
-- +goose StatementEnd

-- +goose Down
DROP FUNCTION record_recount(json, json);
DROP FUNCTION record_sweep(json, json, json, json);
