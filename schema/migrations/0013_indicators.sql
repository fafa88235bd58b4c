-- +goose Up

-- Monthly values of the watched indicators; the newest entry of a unit's month
-- holds, earlier ones show what was reported before.
CREATE TABLE indicator_values (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    indicator text        NOT NULL,
    unit      text        NOT NULL,
    month     text        NOT NULL, -- 2026-03
    value     bigint      NOT NULL, -- hundredths of a percent
    source    text        NOT NULL, -- of the figure: a file, a report
    by        text        NOT NULL,
    at        timestamptz NOT NULL
);
-- Query: IndicatorValues.
CREATE INDEX indicator_values_by_series ON indicator_values (indicator, unit, month, id);
CREATE TRIGGER indicator_values_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON indicator_values
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE indicator_values;
