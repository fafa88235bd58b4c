-- Watched indicators.

-- name: LockIndicatorValues :exec
-- Until the transaction ends nobody else enters values: what is in force is known.
SELECT pg_advisory_xact_lock(hashtext('duban_indicator_values'));

-- name: PutIndicatorValues :exec
-- A value that is in force already is not entered again.
INSERT INTO indicator_values (indicator, unit, month, value, source, by, at)
SELECT r.indicator, r.unit, r.month, r.value, r.source, r.by, r.at FROM json_populate_recordset(NULL::indicator_values, @list::json) r
WHERE r.value IS DISTINCT FROM (
    SELECT v.value FROM indicator_values v
    WHERE v.indicator = r.indicator AND v.unit = r.unit AND v.month = r.month ORDER BY v.id DESC LIMIT 1);

-- name: IndicatorValues :many
SELECT DISTINCT ON (indicator, unit, month) indicator, unit, month, value, source, by, at FROM indicator_values
WHERE (@indicator::text = '' OR indicator = @indicator::text) AND (@unit::text = '' OR unit = @unit::text)
ORDER BY indicator, unit, month, id DESC;

-- name: IndicatorEntries :many
-- Every entry of an indicator and a unit ('' = all): the newest of a month first.
SELECT indicator, unit, month, value, source, by, at FROM indicator_values
WHERE indicator = @indicator AND (@unit::text = '' OR unit = @unit::text)
ORDER BY unit, month, id DESC;
