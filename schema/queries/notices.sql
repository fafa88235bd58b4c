-- Notices: written with steps and sweeps, delivered one after another.

-- name: UndeliveredNotices :many
SELECT * FROM notices WHERE delivered_at IS NULL AND id > @after ORDER BY id LIMIT @batch::integer;

-- name: MarkDelivered :exec
UPDATE notices SET delivered_at = @at::timestamptz WHERE id = ANY (@ids::bigint[]) AND delivered_at IS NULL;

-- name: NoticeAddressees :many
-- Where notices were ever addressed to, of some persons and posts.
SELECT a.person, a.unit, a.role FROM notice_addressees a WHERE a.person <> '' AND a.person = ANY (@persons::text[])
UNION SELECT a.person, a.unit, a.role FROM notice_addressees a WHERE a.unit || '/' || a.role = ANY (@posts::text[]) AND a.role <> '';

-- name: NoticesTo :many
-- A page of what was addressed to some places, the newest first: of each place as
-- many as asked for, in the order of its index, then of all. seen says whether the
-- reader may see the case that a notice is about; what is about no case is seen, but
-- for what a sweep asked that was withdrawn.
-- OFFSET 0: asked of each case, never of every task that the reader may see.
SELECT w.id::bigint AS id, w.key::text AS key, w.case_id::text AS case_id, w.task::integer AS task, w.kind::text AS kind,
    coalesce(w.event_seq, 0)::bigint AS event_seq, coalesce(w.slip_seq, 0)::bigint AS slip_seq,
    w.person::text AS person, w.unit::text AS unit, w.role::text AS role, w.created_at::timestamptz AS created_at, w.fresh::boolean AS fresh,
    (@sees_all::boolean OR (w.event_seq IS NULL AND w.slip_seq IS NULL)
        OR EXISTS (SELECT FROM tasks t WHERE t.case_id = w.case_id AND (t.unit = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])) OFFSET 0)
        OR EXISTS (SELECT FROM cases c WHERE c.id = w.case_id AND (c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[])
            OR c.office = ANY (@sees_units::text[]) OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[])) OFFSET 0))::boolean AS seen
FROM (
    SELECT n.* FROM json_populate_recordset(NULL::notice_addressees, @places::json) a CROSS JOIN LATERAL (
        SELECT m.*, m.id > @read_upto::bigint AND m.id >= @new_from::bigint AND NOT m.kind = ANY (@muted::text[])
            AND NOT EXISTS (SELECT FROM notice_reads r WHERE r.person = @reader::text AND r.notice = m.id) AS fresh
        FROM notices m
        WHERE m.person = a.person AND m.unit = a.unit AND m.role = a.role AND m.id < @before::bigint
            AND NOT (m.kind = 'sweep_owing' AND EXISTS (SELECT FROM plan_withdrawals gone WHERE m.case_id = 'sweep/' || gone.plan))
            AND (NOT @fresh_only::boolean OR (m.id > @read_upto::bigint AND m.id >= @new_from::bigint AND NOT m.kind = ANY (@muted::text[])
                AND NOT EXISTS (SELECT FROM notice_reads r WHERE r.person = @reader::text AND r.notice = m.id)))
            AND (cardinality(@kinds::text[]) = 0 OR m.kind = ANY (@kinds::text[]))
        ORDER BY m.id DESC LIMIT @batch::integer) n
) w ORDER BY w.id DESC LIMIT @batch::integer;

-- name: ReadingPosition :one
-- Up to where a person has read, and from where on a notice can be new at all.
SELECT coalesce((SELECT p.upto FROM notice_positions p WHERE p.person = @person::text), 0)::bigint AS upto,
    coalesce((SELECT n.id FROM notices n WHERE n.created_at >= @since::timestamptz ORDER BY n.created_at, n.id LIMIT 1), 9223372036854775807)::bigint AS new_from;

-- name: CountUnread :one
-- How many unread notices some places hold that the reader may see, among the newest
-- candidates, and how many candidates there were.
SELECT count(*) FILTER (WHERE s.seen)::integer AS unread, count(*)::integer AS looked FROM (
    SELECT @sees_all::boolean OR (w.event_seq IS NULL AND w.slip_seq IS NULL)
        OR EXISTS (SELECT FROM tasks t WHERE t.case_id = w.case_id AND (t.unit = ANY (@sees_units::text[]) OR t.person = ANY (@sees_persons::text[])) OFFSET 0)
        OR EXISTS (SELECT FROM cases c WHERE c.id = w.case_id AND (c.lead_unit = ANY (@sees_units::text[]) OR c.force = ANY (@sees_units::text[])
            OR c.office = ANY (@sees_units::text[]) OR c.lead_leader = ANY (@sees_persons::text[]) OR c.assigner = ANY (@sees_persons::text[])) OFFSET 0) AS seen
    FROM (
        SELECT n.* FROM json_populate_recordset(NULL::notice_addressees, @places::json) a CROSS JOIN LATERAL (
            SELECT m.id, m.case_id, m.event_seq, m.slip_seq FROM notices m
            WHERE m.person = a.person AND m.unit = a.unit AND m.role = a.role AND m.id > @read_upto::bigint AND m.id >= @new_from::bigint
                AND NOT (m.kind = 'sweep_owing' AND EXISTS (SELECT FROM plan_withdrawals gone WHERE m.case_id = 'sweep/' || gone.plan))
                AND NOT m.kind = ANY (@muted::text[])
                AND NOT EXISTS (SELECT FROM notice_reads r WHERE r.person = @reader::text AND r.notice = m.id)
            ORDER BY m.id DESC LIMIT @look::integer) n
        ORDER BY n.id DESC LIMIT @look::integer
    ) w
) s;

-- name: NoticeByID :one
SELECT * FROM notices WHERE id = @id;

-- name: ReadNotice :exec
INSERT INTO notice_reads (person, notice)
SELECT @person::text, @notice::bigint
WHERE NOT EXISTS (SELECT FROM notice_positions p WHERE p.person = @person::text AND p.upto >= @notice::bigint)
ON CONFLICT DO NOTHING;

-- name: SettledNotice :one
-- The newest notice, up to one, that was written so long ago that none before it can
-- still be on its way: numbers are given before the commit.
SELECT coalesce((SELECT n.id FROM notices n WHERE n.id <= @upto::bigint AND n.created_at < @settled::timestamptz ORDER BY n.id DESC LIMIT 1), 0)::bigint;

-- name: ReadSingly :exec
-- Of some places what lies beyond the settled position.
INSERT INTO notice_reads (person, notice)
SELECT @reader::text, n.id FROM json_populate_recordset(NULL::notice_addressees, @places::json) a
    JOIN notices n ON n.person = a.person AND n.unit = a.unit AND n.role = a.role AND n.id > @after::bigint AND n.id <= @upto::bigint
ON CONFLICT DO NOTHING;

-- name: MoveReadingPosition :exec
INSERT INTO notice_positions (person, upto) VALUES (@person, @upto)
ON CONFLICT (person) DO UPDATE SET upto = greatest(notice_positions.upto, excluded.upto);

-- name: ForgetSingleReads :exec
DELETE FROM notice_reads WHERE person = @person AND notice <= @upto::bigint;

-- name: PruneReads :execrows
-- Of notices from before a moment, some at a time: none of them is new to anybody.
DELETE FROM notice_reads p WHERE (p.person, p.notice) IN (
    SELECT r.person, r.notice FROM notice_reads r
    WHERE r.notice < coalesce((SELECT n.id FROM notices n WHERE n.created_at >= @before::timestamptz ORDER BY n.created_at, n.id LIMIT 1), 9223372036854775807)
    LIMIT @batch::integer FOR UPDATE SKIP LOCKED);

-- name: PrunePassedReads :execrows
-- What lies under its reader's position says nothing any more.
DELETE FROM notice_reads r USING notice_positions p WHERE r.person = p.person AND r.notice <= p.upto;

-- name: EventsNamed :many
SELECT e.case_id, e.seq, e.body, e.hash FROM json_populate_recordset(NULL::webhook_outbox, @list::json) w
    JOIN events e ON e.case_id = w.case_id AND e.seq = w.seq;

-- name: SlipsNamed :many
SELECT s.case_id, s.seq, s.body, s.hash FROM json_populate_recordset(NULL::webhook_outbox, @list::json) w
    JOIN slips s ON s.case_id = w.case_id AND s.seq = w.seq;

-- name: CasesTold :many
-- What a sentence about a case needs. A household is told of by its number: its name
-- is nothing for a notice.
SELECT c.id, c.kind, c.policy_kind, c.policy_version, coalesce(m.text, mt.title, '')::text AS title
FROM cases c LEFT JOIN measures m ON m.case_id = c.id LEFT JOIN matters mt ON mt.case_id = c.id
WHERE c.id = ANY (@ids::text[]);

-- name: TaskUnits :many
SELECT case_id, no, unit FROM tasks WHERE case_id = ANY (@ids::text[]);
