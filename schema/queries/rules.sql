-- Policies and holiday tables.

-- name: InsertPolicy :exec
INSERT INTO policies (kind, version, document, digest) VALUES (@kind, @version, @document, @digest)
ON CONFLICT DO NOTHING;

-- name: PolicyDocument :one
SELECT document, digest FROM policies WHERE kind = @kind AND version = @version;

-- name: PolicyRefs :many
SELECT kind, version FROM policies ORDER BY kind, version;

-- name: PolicyDocuments :many
SELECT kind, version, document, digest FROM policies ORDER BY kind, version;

-- name: NewestCalendar :one
SELECT revision, document FROM calendars ORDER BY revision DESC LIMIT 1;

-- name: InsertCalendar :exec
INSERT INTO calendars (id, revision, document) VALUES (@id, @revision, @document);
