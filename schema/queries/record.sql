-- The write path. Bulk writes are functions of the migrations 0006 and 0007.

-- name: RecordStep :one
SELECT coalesce(record_step(@c::jsonb, @events::json, @tasks::json, @notices::json, @evidence::json)::text, '')::text AS held;

-- name: CommandEvents :many
SELECT body, hash FROM events WHERE case_id = @case_id AND command_id = @command_id ORDER BY seq;

-- name: LockCase :one
SELECT seq, head FROM cases WHERE id = @id FOR NO KEY UPDATE;

-- name: EventHashes :many
SELECT seq, hash FROM events WHERE case_id = @case_id ORDER BY seq;

-- name: PutEvidence :exec
INSERT INTO evidence (case_id, seq, id, task, name, size, sha256, revision, by, at)
SELECT r.case_id, r.seq, r.id, r.task, r.name, r.size, r.sha256, r.revision, r.by, r.at FROM json_populate_recordset(NULL::evidence, @list::json) r
ON CONFLICT (case_id, seq, id) DO NOTHING;

-- name: InsertMissingEvents :exec
INSERT INTO events (case_id, seq, type, task, round, at, recorded_at, person, unit, role, command_id, carried, body, prev, hash)
SELECT r.case_id, r.seq, r.type, r.task, r.round, r.at, r.recorded_at, r.person, r.unit, r.role, r.command_id, r.carried,
    r.body, r.prev, r.hash
FROM json_populate_recordset(NULL::events, @events::json) r;
