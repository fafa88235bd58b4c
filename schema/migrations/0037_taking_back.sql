-- +goose Up

-- What was entered by mistake is taken back by a new fact; nothing is rubbed out.

-- A settlement that was taken back: an entry of its own, which names the one whose
-- settlement it takes back. The obligation is open again, and what follows from its
-- being settled is counted from here.
ALTER TABLE obligation_entries ADD COLUMN takes_back bigint REFERENCES obligation_entries (id);
ALTER TABLE obligations
    ADD COLUMN taken_back    bigint NOT NULL DEFAULT 0, -- the newest such entry; 0: none
    ADD COLUMN taken_back_at timestamptz;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION obligation_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO obligations AS o (no, entry, kind, title, unit, amount, due_on, settled_on, source, by, at)
    VALUES (NEW.no, NEW.id, NEW.kind, NEW.title, NEW.unit, NEW.amount, NEW.due_on, NEW.settled_on, NEW.source, NEW."by", NEW.at)
    ON CONFLICT (no) DO UPDATE SET entry = excluded.entry, kind = excluded.kind, title = excluded.title,
        unit = excluded.unit, amount = excluded.amount, due_on = excluded.due_on, settled_on = excluded.settled_on,
        source = excluded.source, by = excluded.by, at = excluded.at,
        taken_back = CASE WHEN NEW.takes_back IS NULL THEN o.taken_back ELSE NEW.id END,
        taken_back_at = CASE WHEN NEW.takes_back IS NULL THEN o.taken_back_at ELSE NEW.at END
    WHERE o.entry < excluded.entry;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- The occasion on which a day was missed: see CollectionKey in activities. After a
-- settlement was taken back it is another one.
-- +goose StatementBegin
CREATE FUNCTION collection_key(no text, due_on date, taken_back bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT 'obligation/' || no || '/' || to_char(due_on, 'YYYY-MM-DD') || CASE WHEN taken_back = 0 THEN '' ELSE '/' || taken_back END
$$;
-- +goose StatementEnd

-- A plan that was opened by mistake (a sweep, a year's task list) and withdrawn.
CREATE TABLE plan_withdrawals (
    plan   text PRIMARY KEY REFERENCES plans (id),
    reason text        NOT NULL,
    by     text        NOT NULL,
    at     timestamptz NOT NULL
);
CREATE TRIGGER plan_withdrawals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON plan_withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whose answer it is: the unit that gave it, which is another than the one it counts
-- for where a column of the completion table stands for departments. Answers that were
-- given before name it by the case that they opened; of the others it is not known.
ALTER TABLE standard_answers ADD COLUMN given_by text NOT NULL DEFAULT ''; -- '': before it was noted
CREATE VIEW sweep_answers AS
SELECT a.id, a.key, a.plan, a.standard, a.unit, a.problem, a.case_id, a.like_case, a.text, a.by, a.at,
    CASE WHEN a.given_by <> '' THEN a.given_by
        ELSE coalesce((SELECT s.opening -> 'tasks' -> 0 ->> 'unit' FROM case_starts s WHERE s.case_id = a.case_id), '') END AS given_by
FROM standard_answers a;

-- +goose Down
DROP VIEW sweep_answers;
ALTER TABLE standard_answers DROP COLUMN given_by;
DROP TABLE plan_withdrawals;
DROP FUNCTION collection_key(text, date, bigint);
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION obligation_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO obligations AS o (no, entry, kind, title, unit, amount, due_on, settled_on, source, by, at)
    VALUES (NEW.no, NEW.id, NEW.kind, NEW.title, NEW.unit, NEW.amount, NEW.due_on, NEW.settled_on, NEW.source, NEW."by", NEW.at)
    ON CONFLICT (no) DO UPDATE SET entry = excluded.entry, kind = excluded.kind, title = excluded.title,
        unit = excluded.unit, amount = excluded.amount, due_on = excluded.due_on, settled_on = excluded.settled_on,
        source = excluded.source, by = excluded.by, at = excluded.at
    WHERE o.entry < excluded.entry;
    RETURN NULL;
END $$;
-- +goose StatementEnd
ALTER TABLE obligations DROP COLUMN taken_back, DROP COLUMN taken_back_at;
ALTER TABLE obligation_entries DROP COLUMN takes_back;
