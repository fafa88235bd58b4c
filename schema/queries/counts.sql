-- Counting cases, and which of those asked for are there.

-- name: CountCases :one
SELECT count(*) FROM cases;

-- name: OpenedCases :many
SELECT id FROM cases WHERE id = ANY (@ids::text[]);

-- name: DatabaseSize :one
SELECT pg_database_size(@name::name)::bigint;
