-- +goose Up

-- The monthly rounds. Who owes what is derived from the cases; a round keeps
-- what it counts on (the basis, frozen at its opening), its dated steps with
-- their minutes, and the month's snapshot. Decisions are matters (0008).
CREATE TABLE rounds (
    month     text PRIMARY KEY, -- 2026-03
    rules     text        NOT NULL, -- the document
    basis     text        NOT NULL, -- JSON: units, problems, the holiday table's revision
    opened_at timestamptz NOT NULL
);
CREATE TRIGGER rounds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rounds
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Minutes of a step (月分析, 月研判, 月调度); the newest entry of a step holds.
CREATE TABLE round_minutes (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    month   text        NOT NULL REFERENCES rounds (month),
    step    text        NOT NULL,
    held_on date        NOT NULL,
    text    text        NOT NULL,
    by      text        NOT NULL,
    at      timestamptz NOT NULL
);
-- Query: RoundMinutes.
CREATE INDEX round_minutes_by_step ON round_minutes (month, step, id);
CREATE TRIGGER round_minutes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON round_minutes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A month as it was frozen. Text, not jsonb: the digest covers its bytes.
CREATE TABLE snapshots (
    month  text PRIMARY KEY REFERENCES rounds (month),
    as_of  timestamptz NOT NULL,
    body   text        NOT NULL,
    digest text        NOT NULL,
    at     timestamptz NOT NULL,
    CONSTRAINT snapshots_digest CHECK (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
CREATE TRIGGER snapshots_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshots
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A village's total number of households, for its risk rate.
ALTER TABLE units ADD COLUMN households integer NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE units DROP COLUMN households;
DROP TABLE snapshots, round_minutes, rounds;
