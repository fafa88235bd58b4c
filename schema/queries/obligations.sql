-- Dated obligations.

-- name: PutObligations :exec
INSERT INTO obligation_entries (no, kind, title, unit, amount, due_on, settled_on, source, by, at, takes_back)
SELECT r.no, r.kind, r.title, r.unit, r.amount, r.due_on, r.settled_on, r.source, r.by, r.at, r.takes_back
FROM json_populate_recordset(NULL::obligation_entries, @list::json) r;

-- name: Obligations :many
-- The newest entry of each number, by day and number.
SELECT * FROM obligations
WHERE (cardinality(@numbers::text[]) = 0 OR no = ANY (@numbers::text[]))
    AND (cardinality(@units::text[]) = 0 OR unit = ANY (@units::text[]))
    AND (NOT @open_only::boolean OR settled_on IS NULL) AND due_on <= @due_until::date
ORDER BY due_on, no;

-- name: LockObligations :exec
-- Until the transaction ends nobody else enters obligations.
SELECT pg_advisory_xact_lock(hashtext('duban_obligations'));

-- name: ObligationsPage :many
-- A page of the obligations of units, by day and number, with the case that collects
-- what the day owes.
SELECT sqlc.embed(o), coalesce(again.case_id, m.case_id, '')::text AS case_id, coalesce(u.name, o.unit)::text AS unit_name
FROM obligations o
LEFT JOIN matters m ON m.key = collection_key(o.no, o.due_on, 0)
LEFT JOIN matters again ON o.taken_back <> 0 AND again.key = collection_key(o.no, o.due_on, o.taken_back)
LEFT JOIN units u ON u.id = o.unit
WHERE (@everything::boolean OR o.unit = ANY (@seen::text[])) AND (cardinality(@units::text[]) = 0 OR o.unit = ANY (@units::text[]))
    AND (@kind::text = '' OR o.kind = @kind::text)
    AND (NOT @open_only::boolean OR o.settled_on IS NULL) AND (NOT @settled_only::boolean OR o.settled_on IS NOT NULL)
    AND o.due_on >= @due_from::date AND o.due_on <= @due_until::date
    AND (@text::text = '' OR strpos(o.no, @text::text) > 0 OR strpos(o.title, @text::text) > 0)
    AND (o.due_on, o.no) > (@after_due::date, @after_no::text)
ORDER BY o.due_on, o.no LIMIT @most::integer;

-- name: ObligationEntries :many
-- What was entered of a number, the newest first.
SELECT * FROM obligation_entries WHERE no = @no ORDER BY id DESC;

-- name: RemindersOf :many
SELECT * FROM obligation_reminders WHERE no = @no ORDER BY due_on DESC, days;

-- name: CountOpenObligations :one
SELECT count(*) FROM obligations WHERE settled_on IS NULL;

-- name: ObligationsToRemind :many
-- What matures from a day on within its kind's window, and the nearest reminder
-- that was told of it (0: none).
SELECT sqlc.embed(o), coalesce((SELECT min(t.days) FROM obligation_reminders t WHERE t.no = o.no AND t.due_on = o.due_on), 0)::integer AS told
FROM json_to_recordset(@windows::json) AS w (kind text, remind date)
JOIN obligations o ON o.kind = w.kind AND o.settled_on IS NULL AND o.due_on BETWEEN @today::date AND w.remind
ORDER BY o.due_on, o.no;

-- name: ObligationsToCollect :many
-- What is overdue by its kind's window and has no matter yet that collects it:
-- either what was refused once, or the rest. Where a settlement was taken back, a case
-- that is open, or ended after that, collects it still.
SELECT sqlc.embed(o) FROM json_to_recordset(@windows::json) AS w (kind text, collect date)
JOIN obligations o ON o.kind = w.kind AND o.settled_on IS NULL AND o.due_on <= w.collect
WHERE NOT EXISTS (SELECT FROM matters m WHERE m.key = collection_key(o.no, o.due_on, o.taken_back))
    AND @refused::boolean = EXISTS (SELECT FROM raise_refusals f WHERE f.key = collection_key(o.no, o.due_on, o.taken_back))
    AND (o.taken_back = 0 OR NOT EXISTS (SELECT FROM matters m LEFT JOIN cases c ON c.id = m.case_id
        WHERE m.source = 'obligation' AND m.source_ref = o.no AND starts_with(m.key, collection_key(o.no, o.due_on, 0))
            AND (c.ended_at IS NULL OR c.ended_at > o.taken_back_at)))
ORDER BY o.due_on, o.no LIMIT @batch::integer;

-- name: PutNewNotices :many
-- As PutNotices, and gives the keys that were new.
INSERT INTO notices (key, case_id, task, kind, person, unit, role, created_at)
SELECT r.key, r.case_id, 0, r.kind, r.person, r.unit, r.role, r.created_at
FROM json_populate_recordset(NULL::notices, @list::json) r
ON CONFLICT (key) DO NOTHING
RETURNING key;

-- name: PutReminders :exec
INSERT INTO obligation_reminders (no, due_on, days, told_on, notices)
SELECT r.no, r.due_on, r.days, r.told_on, r.notices FROM json_populate_recordset(NULL::obligation_reminders, @list::json) r
ON CONFLICT (no, due_on, days) DO NOTHING;

-- name: RemindersOn :many
SELECT * FROM obligation_reminders WHERE told_on = @told_on ORDER BY no, days;
