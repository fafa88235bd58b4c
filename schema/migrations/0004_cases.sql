-- +goose Up

-- Cases and tasks as they stand: a cache of the fold, for pages and the sweep.
-- The truth is in events; everything here can be computed from them again.
-- Why no foreign keys to units and persons: the ledger records what has been
-- decided; a check that failed would leave an acknowledged decision unrecorded.

CREATE TABLE cases (
    id             text PRIMARY KEY,
    kind           text        NOT NULL,
    plan           text        NOT NULL,
    policy_kind    text        NOT NULL,
    policy_version integer     NOT NULL,
    round          integer     NOT NULL,
    stage          text        NOT NULL,
    seq            bigint      NOT NULL, -- of the last event
    head           text        NOT NULL, -- its hash
    opened_at      timestamptz NOT NULL,
    ended_at       timestamptz,
    cancelled      boolean     NOT NULL,
    office         text        NOT NULL,
    lead_unit      text        NOT NULL,
    force          text        NOT NULL,
    lead_leader    text        NOT NULL,
    slip_seq       bigint      NOT NULL DEFAULT 0,
    slip_head      text        NOT NULL DEFAULT '',
    wake_at        timestamptz, -- when time itself moves the case next
    updated_at     timestamptz NOT NULL
) WITH (
    -- Every step updates its row: room on the page keeps the update off the
    -- indices, and vacuum comes before the dead rows are many.
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0
);
-- Queries: CasesOfPlan (EventsAsOf, ExportRows).
CREATE INDEX cases_by_plan ON cases (plan, id);
-- Query: WakeList.
CREATE INDEX cases_by_wake ON cases (wake_at, id) WHERE wake_at IS NOT NULL;

CREATE TABLE tasks (
    case_id           text    NOT NULL,
    no                integer NOT NULL,
    plan              text    NOT NULL, -- of the case; here for the list's index
    role              text    NOT NULL,
    unit              text    NOT NULL,
    person            text    NOT NULL,
    step              text    NOT NULL,
    stage             text    NOT NULL,
    outcome           text    NOT NULL,
    round             integer NOT NULL,
    percent           integer NOT NULL,
    progressed_at     timestamptz,
    since             timestamptz NOT NULL,
    mark              bigint  NOT NULL, -- the breach: the event that set the clock, negative for the task's own deadline; 0 without a clock
    clock             jsonb,
    idle              boolean NOT NULL, -- no clock, or a holding period: nobody can be late
    paused            boolean NOT NULL,
    due_on            date    NOT NULL, -- 9999-12-31 for none; why no NULL: pages compare (due_on, case_id, no) as rows
    provisional       boolean NOT NULL, -- counted on a year whose holidays are not loaded
    original_due      date,
    submission_digest text    NOT NULL,
    request_digest    text    NOT NULL,
    disputed          boolean NOT NULL,
    last_rung         integer NOT NULL DEFAULT -1, -- of this breach; the slips are the truth
    red               boolean NOT NULL DEFAULT false, -- this breach has had a red slip, and is counted
    reds_running      integer NOT NULL DEFAULT 0, -- breaches one after another that came to red
    next_alarm_at     timestamptz, -- never later than the next slip; the sweep corrects one that is too early
    ended_at          timestamptz,
    PRIMARY KEY (case_id, no)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
-- Query: TakeDueTasks.
CREATE INDEX tasks_by_alarm ON tasks (next_alarm_at, case_id, no) WHERE next_alarm_at IS NOT NULL;
-- Query: ListCases, in its order; and for units with most of the tasks below them.
CREATE INDEX tasks_by_due ON tasks (due_on, case_id, no);
-- Query: ListCases of a plan.
CREATE INDEX tasks_by_plan ON tasks (plan, due_on, case_id, no);
-- Query: ListCases of a unit: its own work.
CREATE INDEX tasks_by_unit ON tasks (unit, due_on, case_id, no);
-- Query: ListCases of a person.
CREATE INDEX tasks_by_person ON tasks (person, due_on, case_id, no) WHERE person <> '';

-- +goose Down
DROP TABLE tasks, cases;
