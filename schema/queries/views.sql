-- Views of the ledger that people keep.

-- name: SavedViews :many
-- The reader's own, and those shared with a unit in which they have a post.
SELECT v.*, coalesce(p.name, '')::text AS owner_name FROM saved_views v LEFT JOIN persons p ON p.id = v.owner
WHERE v.owner = @person OR (v.unit <> '' AND v.unit = ANY (@units::text[]))
ORDER BY v.name, v.id LIMIT 200;

-- name: PutSavedView :one
INSERT INTO saved_views (owner, unit, name, query, created_at) VALUES (@owner, @unit, @name, @query, @created_at) RETURNING id;

-- name: CountSavedViews :one
SELECT count(*) FROM saved_views WHERE owner = @owner;

-- name: DropSavedView :execrows
DELETE FROM saved_views WHERE id = @id AND owner = @owner;
