-- +goose Up

-- Inspections: quarterly, special, look-back. What was drawn, seen, found and
-- reported only grows; who is in a team may change until the end.

CREATE TABLE inspections (
    id                text PRIMARY KEY, -- 2026-Q1, S-2026-03, L-2026-01
    kind              text        NOT NULL,
    title             text        NOT NULL,
    state             text        NOT NULL, -- planned, drawn, closed
    from_on           date        NOT NULL, -- the window on site, both days included
    to_on             date        NOT NULL,
    rules_version     integer     NOT NULL,
    rules             text        NOT NULL, -- the document: an inspection keeps the rules it was opened with
    filter            jsonb       NOT NULL, -- of the candidates
    seed              text        NOT NULL DEFAULT '', -- recorded before the draw
    candidates_digest text        NOT NULL DEFAULT '',
    opened_by         text        NOT NULL, -- a person, or empty for the schedule
    opened_at         timestamptz NOT NULL,
    seeded_at         timestamptz,
    drawn_at          timestamptz,
    closed_at         timestamptz
);

-- A seed is recorded once: whoever could record another could pick the sample.
-- +goose StatementBegin
CREATE FUNCTION keep_inspection_seed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.seed <> '' AND (NEW.seed, NEW.candidates_digest, NEW.rules) IS DISTINCT FROM
                            (OLD.seed, OLD.candidates_digest, OLD.rules)) THEN
        RAISE EXCEPTION 'inspection %: the seed, its candidates and the rules are recorded once; this change is refused', OLD.id
            USING ERRCODE = 'DB001';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER inspections_seed_once BEFORE UPDATE OR DELETE ON inspections
    FOR EACH ROW EXECUTE FUNCTION keep_inspection_seed();

CREATE TABLE inspection_teams (
    inspection text    NOT NULL REFERENCES inspections (id),
    no         integer NOT NULL,
    unit       text    NOT NULL, -- that it inspects
    leader     text    NOT NULL,
    PRIMARY KEY (inspection, no),
    UNIQUE (inspection, unit)
);

CREATE TABLE inspection_members (
    inspection text    NOT NULL,
    team       integer NOT NULL,
    person     text    NOT NULL,
    PRIMARY KEY (inspection, team, person),
    FOREIGN KEY (inspection, team) REFERENCES inspection_teams (inspection, no)
);

-- What the sample was drawn from, so that anybody can draw it again.
CREATE TABLE inspection_candidates (
    inspection text    NOT NULL REFERENCES inspections (id),
    case_id    text    NOT NULL,
    task       integer NOT NULL,
    unit       text    NOT NULL, -- the inspected unit
    stratum    text    NOT NULL,
    share      integer NOT NULL, -- percent of a rule of its own; 0 = the rules'
    PRIMARY KEY (inspection, case_id, task)
);
CREATE TRIGGER inspection_candidates_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_candidates
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE inspection_sample (
    inspection text    NOT NULL REFERENCES inspections (id),
    case_id    text    NOT NULL,
    task       integer NOT NULL,
    unit       text    NOT NULL,
    stratum    text    NOT NULL,
    team       integer NOT NULL,
    PRIMARY KEY (inspection, case_id, task)
);
CREATE TRIGGER inspection_sample_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_sample
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was seen on site. A later record of the same task stands beside the earlier.
CREATE TABLE inspection_records (
    no         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text        NOT NULL UNIQUE, -- a repeated click records once
    inspection text        NOT NULL,
    case_id    text        NOT NULL,
    task       integer     NOT NULL,
    by         text        NOT NULL,
    at         timestamptz NOT NULL,
    verdict    text        NOT NULL,
    text       text        NOT NULL,
    location   text        NOT NULL,
    evidence   jsonb       NOT NULL, -- metadata; the bytes live in the evidence store
    FOREIGN KEY (inspection, case_id, task) REFERENCES inspection_sample (inspection, case_id, task)
);
-- Query: InspectionRecords.
CREATE INDEX inspection_records_by_inspection ON inspection_records (inspection, no);
CREATE TRIGGER inspection_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was found wrong, and the case that carries it from then on.
CREATE TABLE inspection_findings (
    inspection  text        NOT NULL REFERENCES inspections (id),
    record      bigint      NOT NULL REFERENCES inspection_records (no),
    outcome     text        NOT NULL, -- case: a finding of its own; reopened: the contradicted case
    case_id     text        NOT NULL,
    round       integer     NOT NULL,
    unit        text        NOT NULL,
    severity    text        NOT NULL,
    text        text        NOT NULL,
    feedback_by date        NOT NULL,
    due_on      date        NOT NULL,
    by          text        NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (record, outcome, case_id, round)
);
-- Query: InspectionFindings.
CREATE INDEX inspection_findings_by_inspection ON inspection_findings (inspection, record);
CREATE TRIGGER inspection_findings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_findings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The closing report as it was frozen: its bytes and their digest.
CREATE TABLE inspection_reports (
    inspection text PRIMARY KEY REFERENCES inspections (id),
    as_of      timestamptz NOT NULL,
    body       text        NOT NULL, -- text, not jsonb: the digest covers its bytes
    digest     text        NOT NULL,
    CONSTRAINT inspection_reports_digest CHECK (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
CREATE TRIGGER inspection_reports_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inspection_reports
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE inspection_reports, inspection_findings, inspection_records, inspection_sample, inspection_candidates,
    inspection_members, inspection_teams, inspections;
DROP FUNCTION keep_inspection_seed();
