-- +goose Up

-- Members of a household are found by their ID number as its head is: blind
-- indexes, the head's own stays in id_index.
ALTER TABLE households ADD COLUMN member_indexes text[] NOT NULL DEFAULT '{}';
-- Query: HouseholdsByIndex.
CREATE INDEX households_by_member ON households USING gin (member_indexes);

-- How many people live in a household and how many of them can work is the case's
-- to say: what lists show follows the event, in the transaction that writes it.
-- +goose StatementBegin
CREATE FUNCTION household_amended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE households SET people = (NEW.body::json #>> '{detail,household,members}')::integer,
        labour = (NEW.body::json #>> '{detail,household,labour}')::integer, updated_at = NEW.recorded_at
    WHERE case_id = NEW.case_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER household_amended AFTER INSERT ON events
    FOR EACH ROW WHEN (NEW.type = 'amended') EXECUTE FUNCTION household_amended();

-- +goose Down
DROP TRIGGER household_amended ON events;
DROP FUNCTION household_amended;
ALTER TABLE households DROP COLUMN member_indexes;
