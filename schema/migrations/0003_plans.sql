-- +goose Up

-- A plan is an imported ledger file: classes, problems, measures. Numbers are
-- text, because offices write 3-1 and 十二; position keeps the file's order.

CREATE TABLE plans (
    id          text PRIMARY KEY,
    title       text        NOT NULL,
    year        integer     NOT NULL DEFAULT 0,
    file_digest text        NOT NULL DEFAULT '',
    imported_at timestamptz NOT NULL
);

CREATE TABLE classes (
    plan     text    NOT NULL REFERENCES plans (id),
    no       text    NOT NULL,
    name     text    NOT NULL,
    position integer NOT NULL DEFAULT 0,
    PRIMARY KEY (plan, no)
);

CREATE TABLE problems (
    plan     text    NOT NULL,
    no       text    NOT NULL,
    class    text    NOT NULL,
    text     text    NOT NULL,
    source   text    NOT NULL DEFAULT '',
    position integer NOT NULL DEFAULT 0,
    PRIMARY KEY (plan, no),
    FOREIGN KEY (plan, class) REFERENCES classes (plan, no)
);

CREATE TABLE measures (
    case_id     text PRIMARY KEY,
    plan        text    NOT NULL,
    problem     text    NOT NULL,
    no          text    NOT NULL,
    text        text    NOT NULL,
    target      text    NOT NULL DEFAULT '',
    metric      text    NOT NULL DEFAULT '',
    lead_leader text    NOT NULL DEFAULT '', -- names as the file writes them
    lead_unit   text    NOT NULL DEFAULT '',
    force       text    NOT NULL DEFAULT '',
    row_digest  text    NOT NULL DEFAULT '',
    position    integer NOT NULL DEFAULT 0,
    FOREIGN KEY (plan, problem) REFERENCES problems (plan, no)
);
-- Queries: LoadPlan, MatrixBasis.
CREATE INDEX measures_by_plan ON measures (plan, problem);

-- What an import asked to start. Kept until the workflow has started, so that
-- an import interrupted between the two can go on.
CREATE TABLE case_starts (
    case_id    text PRIMARY KEY,
    plan       text        NOT NULL,
    opening    jsonb       NOT NULL,
    policy     jsonb       NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz
);
-- Query: PendingStarts.
CREATE INDEX case_starts_pending ON case_starts (plan, case_id) WHERE started_at IS NULL;
-- Query: LoadPlan.
CREATE INDEX case_starts_by_plan ON case_starts (plan, case_id);

-- +goose Down
DROP TABLE case_starts, measures, problems, classes, plans;
