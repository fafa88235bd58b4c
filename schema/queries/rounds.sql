-- Monthly rounds: their basis, minutes and snapshots.

-- name: PutRound :execrows
INSERT INTO rounds (month, rules, basis, opened_at) VALUES (@month, @rules, @basis, @opened_at)
ON CONFLICT (month) DO NOTHING;

-- name: Round :one
SELECT * FROM rounds WHERE month = @month;

-- name: Rounds :many
SELECT r.month, r.opened_at, coalesce(s.digest, '')::text AS digest, s.at AS frozen_at
FROM rounds r LEFT JOIN snapshots s ON s.month = r.month ORDER BY r.month DESC;

-- name: OpenRounds :many
-- Those whose last act, the circular, has not been done.
SELECT r.month FROM rounds r
WHERE NOT EXISTS (SELECT FROM notices n WHERE n.key = 'round/' || r.month || '/circular') ORDER BY r.month;

-- name: PutMinutes :exec
INSERT INTO round_minutes (month, step, held_on, text, by, at) VALUES (@month, @step, @held_on, @text, @by, @at);

-- name: RoundMinutes :many
SELECT DISTINCT ON (step) step, held_on, text, by, at FROM round_minutes WHERE month = @month ORDER BY step, id DESC;

-- name: PutSnapshot :exec
INSERT INTO snapshots (month, as_of, body, digest, at) VALUES (@month, @as_of, @body, @digest, @at)
ON CONFLICT (month) DO NOTHING;

-- name: Snapshot :one
SELECT * FROM snapshots WHERE month = @month;

-- name: CalendarOfRevision :one
SELECT document FROM calendars WHERE revision = @revision;

-- name: RoundReminders :many
-- The reminders of a month that were sent, and to how many; a key reads
-- round/2026-03/remind/1/…
SELECT split_part(key, '/', 4)::text AS no, count(*) AS told, min(created_at)::timestamptz AS at
FROM notices WHERE case_id = @topic AND kind = 'round_laggard' GROUP BY 1 ORDER BY 1;
