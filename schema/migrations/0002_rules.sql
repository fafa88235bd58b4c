-- +goose Up

-- What a table that only grows answers to any other change.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused; what happened is never changed or removed', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'DB001';
END;
$$;
-- +goose StatementEnd

-- Policies: immutable, because running cases keep the version they started with.
CREATE TABLE policies (
    kind      text        NOT NULL,
    version   integer     NOT NULL,
    document  text        NOT NULL,
    digest    text        NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, version)
);
CREATE TRIGGER policies_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON policies
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Holiday tables: every revision is kept, the newest is in force. It can be
-- asked later by which table a date was once counted.
CREATE TABLE calendars (
    id        text        NOT NULL,
    revision  integer     NOT NULL,
    document  text        NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (revision)
);

-- +goose Down
DROP TABLE calendars, policies;
DROP FUNCTION refuse_change();
