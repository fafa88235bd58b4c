-- Webhooks: who is told of events and slips, and what came of it.

-- name: AddWebhook :one
INSERT INTO webhooks (title, url, key_id, sealed, place, plan, unit, events, slips, active, made_by, created_at)
VALUES (@title, @url, @key_id, @sealed, @place, @plan, @unit, @events::text[], @slips::text[], true, @made_by, @created_at) RETURNING id;

-- name: Webhooks :many
SELECT w.*,
    (SELECT count(*) FROM webhook_deliveries d WHERE d.webhook = w.id AND d.next_at IS NOT NULL) AS waiting,
    (SELECT coalesce(max(d.delivered_at), 'epoch') FROM webhook_deliveries d WHERE d.webhook = w.id)::timestamptz AS delivered_at
FROM webhooks w ORDER BY w.id;

-- name: Webhook :one
SELECT * FROM webhooks WHERE id = @id;

-- name: SetWebhookActive :execrows
UPDATE webhooks SET active = @active, failures = 0, resume_at = 'epoch' WHERE id = @id;

-- name: DropWebhook :execrows
DELETE FROM webhooks WHERE id = @id;

-- name: AnyWebhook :one
SELECT EXISTS (SELECT FROM webhooks WHERE active) OR EXISTS (SELECT FROM webhook_outbox);

-- name: SpreadEvents :one
-- Takes events and slips out of the outbox and makes a delivery for each receiver
-- that wants them. Whoever names neither wants every event.
WITH taken AS (
    DELETE FROM webhook_outbox o WHERE o.id = ANY (ARRAY(
        SELECT t.id FROM webhook_outbox t ORDER BY t.id LIMIT @batch::integer FOR UPDATE SKIP LOCKED))
    RETURNING o.id, o.case_id, o.seq, o.slip
), told AS (
    SELECT t.id, t.case_id, t.seq, t.slip, coalesce(e.type, s.rung_id) AS what
    FROM taken t
    LEFT JOIN events e ON NOT t.slip AND e.case_id = t.case_id AND e.seq = t.seq
    LEFT JOIN slips s ON t.slip AND s.case_id = t.case_id AND s.seq = t.seq
    WHERE e.case_id IS NOT NULL OR s.case_id IS NOT NULL
), spread AS (
    INSERT INTO webhook_deliveries (webhook, case_id, seq, slip, event_type, created_at, next_at)
    SELECT w.id, t.case_id, t.seq, t.slip, t.what, @now::timestamptz, @now::timestamptz
    FROM told t
    JOIN cases c ON c.id = t.case_id
    JOIN webhooks w ON w.active
        AND (w.plan = '' OR w.plan = c.plan)
        AND CASE WHEN t.slip THEN t.what = ANY (w.slips) OR 'all' = ANY (w.slips)
            ELSE t.what = ANY (w.events) OR 'all' = ANY (w.events) OR (w.events = '{}' AND w.slips = '{}') END
        AND (w.unit = '' OR unit_below(c.lead_unit, w.unit) OR unit_below(c.force, w.unit)
            OR EXISTS (SELECT FROM tasks k WHERE k.case_id = c.id AND unit_below(k.unit, w.unit)))
    ORDER BY t.id, w.id
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM taken;

-- name: DueWebhooks :many
-- The receivers that have something to be told now.
SELECT w.id FROM webhooks w
WHERE w.active AND w.resume_at <= @now::timestamptz
    AND EXISTS (SELECT FROM webhook_deliveries d WHERE d.webhook = w.id AND d.next_at <= @now::timestamptz)
ORDER BY w.id;

-- name: ClaimDelivery :many
-- Takes one delivery and keeps others off it until the lease is over: a process
-- that is killed meanwhile leaves it to be tried again. The oldest of what is due is
-- looked for among what is due (+ 0: not along the whole log, nearly all of which has
-- arrived); some of them, because others may have been claimed by now.
UPDATE webhook_deliveries SET attempts = attempts + 1, tried_at = @now::timestamptz, next_at = @lease::timestamptz
WHERE id = (
    SELECT d.id FROM (
        SELECT k.id FROM webhook_deliveries k WHERE k.webhook = @webhook AND k.next_at <= @now::timestamptz
            AND EXISTS (SELECT FROM webhooks w WHERE w.id = @webhook AND w.active AND w.resume_at <= @now::timestamptz)
        ORDER BY k.id + 0 LIMIT 20) oldest
        JOIN webhook_deliveries d ON d.id = oldest.id
    WHERE d.next_at <= @now::timestamptz
    ORDER BY d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
RETURNING id, webhook, case_id, seq, slip, attempts, created_at;

-- name: DeliverySucceeded :exec
WITH told AS (
    UPDATE webhook_deliveries d SET delivered_at = @now::timestamptz, next_at = NULL, status = @status, problem = ''
    WHERE d.id = @id RETURNING d.webhook
)
UPDATE webhooks w SET failures = 0, resume_at = 'epoch' FROM told WHERE w.id = told.webhook AND w.failures > 0;

-- name: DeliveryFailed :exec
-- Without a moment to resume at the receiver is not to blame, and is told everything else.
WITH told AS (
    UPDATE webhook_deliveries d SET next_at = sqlc.narg('next_at')::timestamptz, status = @status, problem = @problem
    WHERE d.id = @id RETURNING d.webhook
)
UPDATE webhooks w SET failures = w.failures + 1, resume_at = sqlc.narg('resume_at')::timestamptz FROM told
WHERE w.id = told.webhook AND sqlc.narg('resume_at')::timestamptz IS NOT NULL;

-- name: Deliveries :many
-- The newest first, paged by ID.
SELECT * FROM webhook_deliveries
WHERE webhook = @webhook AND id < @before::bigint
ORDER BY id DESC LIMIT @batch::integer;

-- name: SendAgain :execrows
UPDATE webhook_deliveries SET next_at = @now::timestamptz, delivered_at = NULL WHERE id = @id AND webhook = @webhook AND next_at IS NULL;

-- name: EventBody :one
SELECT e.body, e.hash, c.kind, c.plan FROM events e JOIN cases c ON c.id = e.case_id WHERE e.case_id = @case_id AND e.seq = @seq;

-- name: SlipBody :one
SELECT s.body, s.hash, c.kind, c.plan, coalesce(t.unit, '')::text AS unit FROM slips s JOIN cases c ON c.id = s.case_id
    LEFT JOIN tasks t ON t.case_id = s.case_id AND t.no = s.task
WHERE s.case_id = @case_id AND s.seq = @seq;

-- name: PruneDeliveries :execrows
-- What was delivered or given up before a moment, some at a time. Of each receiver the
-- newest that arrived stays: it says when the receiver was last reached.
DELETE FROM webhook_deliveries p WHERE p.id = ANY (ARRAY(
    SELECT d.id FROM webhook_deliveries d
    WHERE d.next_at IS NULL AND d.tried_at < @before::timestamptz
        AND (d.delivered_at IS NULL OR EXISTS (SELECT FROM webhook_deliveries n WHERE n.webhook = d.webhook AND n.id > d.id AND n.delivered_at IS NOT NULL))
    ORDER BY d.tried_at LIMIT @batch::integer FOR UPDATE SKIP LOCKED));
