-- +goose Up
-- Long work that a page follows by a bar: a simulation, a holiday table put in
-- force. Whatever process does it, every process can tell how far it is. A row is
-- worth an hour; whoever begins the next work sweeps the old ones out.
CREATE TABLE jobs (
    id           text PRIMARY KEY,
    kind         text        NOT NULL,
    owner        text        NOT NULL, -- who asked for it, and alone may look
    started_at   timestamptz NOT NULL,
    worked_until timestamptz NOT NULL, -- the lease: past it, who worked on it is gone
    done         integer     NOT NULL DEFAULT 0,
    total        integer     NOT NULL DEFAULT 0,
    ended_at     timestamptz,
    result       text        NOT NULL DEFAULT '', -- JSON
    failure      text        NOT NULL DEFAULT ''  -- the error as JSON; neither of both is an end without a word
);
-- One of a kind at a time, across all processes.
CREATE UNIQUE INDEX jobs_one_of_a_kind ON jobs (kind) WHERE ended_at IS NULL;

-- +goose Down
DROP TABLE jobs;
