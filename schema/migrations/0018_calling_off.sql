-- +goose Up

-- Inspections that are called off (state "cancelled"), who changed their teams, and
-- what the engine was to give out and could not.

ALTER TABLE inspections
    ADD COLUMN cancelled_by  text NOT NULL DEFAULT '',
    ADD COLUMN cancel_reason text NOT NULL DEFAULT '',
    ADD COLUMN cancelled_at  timestamptz;

CREATE TABLE inspection_team_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    inspection text        NOT NULL REFERENCES inspections (id),
    at         timestamptz NOT NULL,
    by         text        NOT NULL,
    before     jsonb       NOT NULL, -- the team
    after      jsonb       NOT NULL
);
-- Query: InspectionTeamChanges.
CREATE INDEX inspection_team_changes_by_inspection ON inspection_team_changes (inspection, id);
CREATE TRIGGER inspection_team_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_team_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A matter that was refused for good, by its key. It stays when the matter is given
-- out after all; lists leave it out then.
CREATE TABLE raise_refusals (
    key        text PRIMARY KEY,
    kind       text        NOT NULL,
    title      text        NOT NULL,
    source     text        NOT NULL,
    source_ref text        NOT NULL,
    unit       text        NOT NULL, -- to which it was to be given
    reason     jsonb       NOT NULL, -- code, catalogue key and arguments
    at         timestamptz NOT NULL
);
CREATE TRIGGER raise_refusals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON raise_refusals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE raise_refusals, inspection_team_changes;
ALTER TABLE inspections DROP COLUMN cancelled_by, DROP COLUMN cancel_reason, DROP COLUMN cancelled_at;
