-- +goose Up

-- Rules of lists (watched indicators, dated obligations) by edition: each holds
-- from a day on, none is ever changed, so that a month is judged by what held in it.
CREATE TABLE editions (
    subject   text        NOT NULL, -- indicator, obligation
    version   integer     NOT NULL,
    from_on   date        NOT NULL, -- the first day on which it holds
    document  text        NOT NULL,
    digest    text        NOT NULL,
    by        text        NOT NULL, -- empty: it came with the program
    loaded_at timestamptz NOT NULL,
    PRIMARY KEY (subject, version)
);
CREATE TRIGGER editions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON editions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Obligations as they stand: the newest entry of each number. Why kept: the daily
-- look reads what matures within weeks, not whatever was ever entered.
CREATE TABLE obligations (
    no         text        PRIMARY KEY,
    entry      bigint      NOT NULL, -- obligation_entries.id
    kind       text        NOT NULL,
    title      text        NOT NULL,
    unit       text        NOT NULL,
    amount     bigint      NOT NULL,
    due_on     date        NOT NULL,
    settled_on date,
    source     text        NOT NULL,
    by         text        NOT NULL,
    at         timestamptz NOT NULL
);
-- Queries: ObligationsToRemind, ObligationsToCollect.
CREATE INDEX obligations_open ON obligations (kind, due_on, no) WHERE settled_on IS NULL;

-- +goose StatementBegin
CREATE FUNCTION obligation_entered() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER obligation_entered AFTER INSERT ON obligation_entries
    FOR EACH ROW EXECUTE FUNCTION obligation_entered();
INSERT INTO obligations (no, entry, kind, title, unit, amount, due_on, settled_on, source, by, at)
SELECT DISTINCT ON (no) no, id, kind, title, unit, amount, due_on, settled_on, source, by, at FROM obligation_entries
ORDER BY no, id DESC;
DROP INDEX obligation_entries_by_no; -- nothing asks for the entries of a number any more

-- Which reminder of an obligation was told on which day, and by which notices: a
-- person has one notice a day, however much matures.
CREATE TABLE obligation_reminders (
    no      text    NOT NULL,
    due_on  date    NOT NULL, -- a day that was put off is reminded of anew
    days    integer NOT NULL, -- before maturity
    told_on date    NOT NULL,
    notices text[]  NOT NULL, -- their keys
    PRIMARY KEY (no, due_on, days)
);
-- Query: RemindersOn.
CREATE INDEX obligation_reminders_by_day ON obligation_reminders (told_on, no);
CREATE TRIGGER obligation_reminders_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON obligation_reminders
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE obligation_reminders;
DROP TRIGGER obligation_entered ON obligation_entries;
DROP FUNCTION obligation_entered;
DROP TABLE obligations, editions;
CREATE INDEX obligation_entries_by_no ON obligation_entries (no, id);
