-- Matters that stand by themselves: directives and findings.

-- name: PutMatters :many
-- Gives those that were new; a key that is known keeps its case.
INSERT INTO matters (case_id, kind, key, title, text, source, source_ref, urgency, raised_by, created_at)
SELECT r.case_id, r.kind, r.key, r.title, r.text, r.source, r.source_ref, r.urgency, r.raised_by, r.created_at
FROM json_populate_recordset(NULL::matters, @list::json) r
ON CONFLICT (key) DO NOTHING
RETURNING case_id;

-- name: MattersByKey :many
SELECT * FROM matters WHERE key = ANY (@keys::text[]) ORDER BY key;

-- name: MattersOf :many
-- Everything that came from one source: a round's decisions, an inspection's findings.
SELECT * FROM matters WHERE source = @source AND (@source_ref::text = '' OR source_ref = @source_ref::text) ORDER BY case_id;

-- name: AllMatters :many
SELECT * FROM matters ORDER BY case_id;

-- name: PutRaiseRefusals :exec
INSERT INTO raise_refusals (key, kind, title, source, source_ref, unit, reason, at)
SELECT r.key, r.kind, r.title, r.source, r.source_ref, r.unit, r.reason, r.at
FROM json_populate_recordset(NULL::raise_refusals, @rows::json) r
ON CONFLICT (key) DO NOTHING;

-- name: RaiseRefusals :many
-- What has still not been given out.
SELECT * FROM raise_refusals r
WHERE (@source::text = '' OR r.source = @source::text) AND NOT EXISTS (SELECT FROM matters m WHERE m.key = r.key)
ORDER BY r.at, r.key;

-- name: MattersOfCases :many
SELECT * FROM matters WHERE case_id = ANY (@cases::text[]) ORDER BY case_id;

-- name: StartsOf :many
SELECT * FROM case_starts WHERE case_id = ANY (@cases::text[]) AND started_at IS NULL ORDER BY case_id;
