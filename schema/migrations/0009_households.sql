-- +goose Up

-- Households at risk: what lists and files show. Their course is their cases'.
-- ID number, phone, bank account, health and the members' are sealed by the
-- program before they come here; the database never sees them.
CREATE TABLE households (
    case_id       text PRIMARY KEY,
    no            text    NOT NULL, -- 户编号
    head          text    NOT NULL,
    people        integer NOT NULL,
    labour        integer NOT NULL,
    county        text    NOT NULL, -- units
    township      text    NOT NULL,
    village       text    NOT NULL,
    village_group text    NOT NULL,
    type          text    NOT NULL, -- lifted, general
    category      text    NOT NULL, -- unstable, marginal, sudden
    channel       text    NOT NULL, -- self, cadre, screening
    clue_on       date,
    income        integer NOT NULL, -- yuan per head in the window
    income_from   date,
    income_to     date,
    education     boolean NOT NULL, -- the guarantees, as found
    medical       boolean NOT NULL,
    housing       boolean NOT NULL,
    water         boolean NOT NULL,
    key_id        text    NOT NULL, -- which key opens sealed
    sealed        bytea   NOT NULL,
    id_index      text    NOT NULL, -- blind index of the head's ID number; '' for none
    updated_at    timestamptz NOT NULL
);
-- Query: ListHouseholds of a village (一村一册).
CREATE INDEX households_by_village ON households (village, case_id);
-- Query: HouseholdsByIndex.
CREATE INDEX households_by_index ON households (id_index) WHERE id_index <> '';
-- Query: HouseholdsToReseal.
CREATE INDEX households_by_key ON households (key_id, case_id);

-- Every reading of personal data, allowed or not, before it is given.
CREATE TABLE household_readings (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id text        NOT NULL, -- '' for a look-up that found none
    person  text        NOT NULL,
    unit    text        NOT NULL, -- of the post that allowed it
    role    text        NOT NULL,
    fields  text        NOT NULL, -- what was read: personal, look-up
    purpose text        NOT NULL,
    denied  boolean     NOT NULL,
    at      timestamptz NOT NULL
);
-- Queries: HouseholdReadings of a case, of a person.
CREATE INDEX household_readings_by_case ON household_readings (case_id, id);
CREATE INDEX household_readings_by_person ON household_readings (person, id);
CREATE TRIGGER household_readings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON household_readings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Income lines per province and year; the newest entry of a year is in force.
CREATE TABLE income_lines (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    province  text        NOT NULL,
    year      integer     NOT NULL,
    yuan      integer     NOT NULL, -- per head
    loaded_by text        NOT NULL,
    loaded_at timestamptz NOT NULL,
    UNIQUE (province, year, id)
);
CREATE TRIGGER income_lines_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON income_lines
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE income_lines, household_readings, households;
