-- Watched indicators.

-- name: PutIndicatorValues :exec
INSERT INTO indicator_values (indicator, unit, month, value, source, by, at)
SELECT r.indicator, r.unit, r.month, r.value, r.source, r.by, r.at FROM json_populate_recordset(NULL::indicator_values, @list::json) r;

-- name: IndicatorValues :many
SELECT DISTINCT ON (indicator, unit, month) indicator, unit, month, value, source, by, at FROM indicator_values
WHERE (@indicator::text = '' OR indicator = @indicator::text) AND (@unit::text = '' OR unit = @unit::text)
ORDER BY indicator, unit, month, id DESC;
