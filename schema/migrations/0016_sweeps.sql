-- +goose Up

-- The sweep (大排查大整改): a plan in which every unit answers for every standard.
-- What is found becomes a problem of the plan with a measure, like any other.
CREATE TABLE sweeps (
    plan      text PRIMARY KEY REFERENCES plans (id),
    due_on    date        NOT NULL, -- until when every unit answers for every standard
    units     text[]      NOT NULL, -- who answers: fixed when it was opened
    opened_by text        NOT NULL,
    opened_at timestamptz NOT NULL
);

CREATE TABLE standards (
    plan      text    NOT NULL REFERENCES sweeps (plan),
    no        text    NOT NULL,
    class     text    NOT NULL,
    text      text    NOT NULL,
    lead_unit text    NOT NULL, -- that checks what is put right
    position  integer NOT NULL,
    PRIMARY KEY (plan, no),
    FOREIGN KEY (plan, class) REFERENCES classes (plan, no)
);

-- What a unit says of a standard. An answer that names a case found a problem,
-- and stays found; one that names none says that there is nothing.
CREATE TABLE standard_answers (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key      text        NOT NULL UNIQUE, -- answered once, however often asked
    plan     text        NOT NULL,
    standard text        NOT NULL,
    unit     text        NOT NULL,
    problem  text        NOT NULL, -- its number; empty: nothing found
    case_id  text        NOT NULL, -- of its measure; empty: nothing found
    like_case text       NOT NULL, -- 举一反三: the case that it was looked for after; empty: self-found
    text     text        NOT NULL,
    by       text        NOT NULL,
    at       timestamptz NOT NULL,
    FOREIGN KEY (plan, standard) REFERENCES standards (plan, no)
);
-- Query: StandardAnswers.
CREATE INDEX standard_answers_by_place ON standard_answers (plan, standard, unit, id);
CREATE TRIGGER standard_answers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON standard_answers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE standard_answers, standards, sweeps;
