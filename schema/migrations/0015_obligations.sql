-- +goose Up

-- Dated obligations: the newest entry of a number holds, earlier ones show what
-- was entered before.
CREATE TABLE obligation_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    no         text        NOT NULL,
    kind       text        NOT NULL,
    title      text        NOT NULL,
    unit       text        NOT NULL, -- that sees to it
    amount     bigint      NOT NULL, -- fen
    due_on     date        NOT NULL,
    settled_on date,                 -- NULL: open
    source     text        NOT NULL, -- of the entry: a file, a person's word
    by         text        NOT NULL,
    at         timestamptz NOT NULL
);
-- Query: Obligations.
CREATE INDEX obligation_entries_by_no ON obligation_entries (no, id);
CREATE TRIGGER obligation_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON obligation_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE obligation_entries;
