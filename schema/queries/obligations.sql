-- Dated obligations.

-- name: PutObligations :exec
INSERT INTO obligation_entries (no, kind, title, unit, amount, due_on, settled_on, source, by, at)
SELECT r.no, r.kind, r.title, r.unit, r.amount, r.due_on, r.settled_on, r.source, r.by, r.at
FROM json_populate_recordset(NULL::obligation_entries, @list::json) r;

-- name: Obligations :many
-- The newest entry of each number, by day and number.
SELECT * FROM (
    SELECT DISTINCT ON (no) no, kind, title, unit, amount, due_on, settled_on, source, by, at FROM obligation_entries
    WHERE @no::text = '' OR no = @no::text
    ORDER BY no, id DESC
) newest
WHERE (cardinality(@units::text[]) = 0 OR unit = ANY (@units::text[]))
    AND (NOT @open_only::boolean OR settled_on IS NULL) AND due_on <= @due_until::date
ORDER BY due_on, no;
