-- +goose Up

-- What the pages of own work, of the ledger and of imports need to stay quick and
-- to remember.

-- Open tasks in the order of their due dates: years of ended ones are not walked past.
-- Query: ListTasks.
CREATE INDEX tasks_open_by_due ON tasks (due_on, case_id, no) WHERE ended_at IS NULL;
-- Query: ListTasks of a stage, the board's columns.
CREATE INDEX tasks_open_by_stage ON tasks (stage, due_on, case_id, no) WHERE ended_at IS NULL;

-- What waits for a post or a person, in order of urgency, however much it is.
-- Query: DeskKeys.
DROP INDEX tasks_by_holder, tasks_by_holding_post;
CREATE INDEX tasks_by_holder ON tasks (holder_person, due_on, case_id, no) WHERE ended_at IS NULL AND holder_person <> '';
CREATE INDEX tasks_by_holding_post ON tasks ((holder_unit || '/' || holder_role), due_on, case_id, no) WHERE ended_at IS NULL;

-- Query: SeenCases. Parties hardly ever change, so that a step leaves these alone.
CREATE INDEX cases_by_lead_unit ON cases (lead_unit);
CREATE INDEX cases_by_force ON cases (force);
CREATE INDEX cases_by_office ON cases (office);
CREATE INDEX cases_led_by ON cases (lead_leader) WHERE lead_leader <> '';
CREATE INDEX cases_given_by ON cases (assigner) WHERE assigner <> '';

-- Views of the ledger that somebody keeps: a filter's address under a name, for
-- themselves or for whoever has a post in a unit.
CREATE TABLE saved_views (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner      text        NOT NULL REFERENCES persons (id),
    unit       text        NOT NULL, -- '' = only the owner's
    name       text        NOT NULL,
    query      text        NOT NULL,
    created_at timestamptz NOT NULL
);
-- Query: SavedViews.
CREATE INDEX saved_views_by_owner ON saved_views (owner, name);
CREATE INDEX saved_views_by_unit ON saved_views (unit, name) WHERE unit <> '';

-- Ledger files put up for a preview and, once somebody said so, taken in. The
-- file itself is sealed, because a household ledger holds personal data, and is
-- dropped when it is in or forgotten.
CREATE TABLE import_files (
    id           text PRIMARY KEY,
    name         text        NOT NULL,
    digest       text        NOT NULL, -- SHA-256 of the file
    kind         text        NOT NULL, -- measures, households
    plan         text        NOT NULL DEFAULT '',
    create_units boolean     NOT NULL,
    key          text        NOT NULL,
    sealed       bytea, -- NULL once it is not needed any more
    put_by       text        NOT NULL REFERENCES persons (id),
    put_at       timestamptz NOT NULL,
    state        text        NOT NULL, -- previewed, applying, done
    applied_by   text        NOT NULL DEFAULT '',
    applied_at   timestamptz,
    ended_at     timestamptz,
    failure      text        NOT NULL DEFAULT '', -- why the last attempt stopped
    worked_until timestamptz NOT NULL DEFAULT 'epoch' -- whoever works on it renews this
);
-- Query: ImportFiles.
CREATE INDEX import_files_by_time ON import_files (put_at DESC);

-- +goose Down
DROP TABLE import_files, saved_views;
DROP INDEX tasks_by_holder, tasks_by_holding_post;
CREATE INDEX tasks_by_holder ON tasks (holder_person) WHERE ended_at IS NULL AND holder_person <> '';
CREATE INDEX tasks_by_holding_post ON tasks ((holder_unit || '/' || holder_role)) WHERE ended_at IS NULL;
DROP INDEX tasks_open_by_due, tasks_open_by_stage, cases_by_lead_unit, cases_by_force, cases_by_office, cases_led_by, cases_given_by;
