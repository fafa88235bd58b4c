-- What recurs, and who changed it.

-- name: Schedules :many
SELECT * FROM schedules ORDER BY position;

-- name: ScheduleForUpdate :one
SELECT * FROM schedules WHERE id = @id FOR UPDATE;

-- name: SeedSchedules :exec
-- A schedule that was there once, even if removed since, is not seeded again.
INSERT INTO schedules (id, title_zh, title_en, action, cron, every, zone, catch_up, overlap, jitter,
    move_to_workday, args, paused, note)
SELECT r.id, r.title_zh, r.title_en, r.action, r.cron, r.every, r.zone, r.catch_up, r.overlap, r.jitter,
    r.move_to_workday, r.args, r.paused, r.note
FROM json_populate_recordset(NULL::schedules, @rows::json) WITH ORDINALITY r
WHERE NOT EXISTS (SELECT FROM schedule_changes c WHERE c.schedule = r.id)
ORDER BY r.ordinality
ON CONFLICT (id) DO NOTHING;

-- name: AddSchedules :exec
INSERT INTO schedules (id, title_zh, title_en, action, cron, every, zone, catch_up, overlap, jitter,
    move_to_workday, args, paused, note)
SELECT r.id, r.title_zh, r.title_en, r.action, r.cron, r.every, r.zone, r.catch_up, r.overlap, r.jitter,
    r.move_to_workday, r.args, r.paused, r.note
FROM json_populate_recordset(NULL::schedules, @rows::json) WITH ORDINALITY r
ORDER BY r.ordinality;

-- name: PutSchedule :exec
UPDATE schedules s SET title_zh = r.title_zh, title_en = r.title_en, action = r.action, cron = r.cron,
    every = r.every, zone = r.zone, catch_up = r.catch_up, overlap = r.overlap, jitter = r.jitter,
    move_to_workday = r.move_to_workday, args = r.args, paused = r.paused, note = r.note
FROM json_populate_recordset(NULL::schedules, @rows::json) r
WHERE s.id = r.id;

-- name: RemoveSchedule :execrows
DELETE FROM schedules WHERE id = @id;

-- name: ScheduleChanges :many
-- An empty schedule means all.
SELECT id, schedule, at, by, coalesce(before, 'null')::jsonb AS before, coalesce(after, 'null')::jsonb AS after
FROM schedule_changes WHERE (@schedule::text = '' OR schedule = @schedule::text) ORDER BY id;

-- name: ActAs :exec
-- Names who is behind the changes of this transaction.
SELECT set_config('duban.by', @by::text, true);
