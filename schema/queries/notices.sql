-- Notices: written with steps and sweeps, delivered one after another.

-- name: UndeliveredNotices :many
SELECT * FROM notices WHERE delivered_at IS NULL AND id > @after ORDER BY id LIMIT @batch::integer;

-- name: MarkDelivered :exec
UPDATE notices SET delivered_at = @at::timestamptz WHERE id = ANY (@ids::bigint[]) AND delivered_at IS NULL;
