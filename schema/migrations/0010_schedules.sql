-- +goose Up

-- What recurs. The rows are edited; Temporal Schedules are made equal to them.
CREATE TABLE schedules (
    id              text    PRIMARY KEY,
    position        integer NOT NULL GENERATED ALWAYS AS IDENTITY, -- lists keep the order of the defaults
    title_zh        text    NOT NULL,
    title_en        text    NOT NULL,
    action          text    NOT NULL,
    cron            text    NOT NULL, -- '' when it goes by an interval
    every           bigint  NOT NULL, -- seconds; 0 when it goes by a cron spec
    zone            text    NOT NULL,
    catch_up        bigint  NOT NULL, -- seconds
    overlap         text    NOT NULL,
    jitter          bigint  NOT NULL, -- seconds
    move_to_workday boolean NOT NULL,
    args            jsonb   NOT NULL DEFAULT '{}',
    paused          boolean NOT NULL,
    note            text    NOT NULL,
    CONSTRAINT schedules_one_time CHECK ((cron = '') <> (every = 0))
);

-- Who changed a schedule, when, from what to what. Also what keeps a schedule
-- that was removed from being seeded again.
CREATE TABLE schedule_changes (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schedule text        NOT NULL, -- why no foreign key: it outlives the row
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    by       text        NOT NULL,
    before   jsonb, -- NULL: it was not there
    after    jsonb  -- NULL: it was removed
);
-- Query: ScheduleChanges, SeedSchedules.
CREATE INDEX schedule_changes_by_schedule ON schedule_changes (schedule, id);
CREATE TRIGGER schedule_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON schedule_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The database itself writes the change, so that none escapes, a row that is
-- edited by hand included: its "by" is then the database's user.
-- +goose StatementBegin
CREATE FUNCTION record_schedule_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text := coalesce(nullif(current_setting('duban.by', true), ''), 'database:' || session_user);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO schedule_changes (schedule, by, after) VALUES (NEW.id, who, to_jsonb(NEW) - 'position');
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO schedule_changes (schedule, by, before) VALUES (OLD.id, who, to_jsonb(OLD) - 'position');
    ELSIF NEW IS DISTINCT FROM OLD THEN
        INSERT INTO schedule_changes (schedule, by, before, after)
        VALUES (NEW.id, who, to_jsonb(OLD) - 'position', to_jsonb(NEW) - 'position');
    END IF;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER schedules_recorded AFTER INSERT OR UPDATE OR DELETE ON schedules
    FOR EACH ROW EXECUTE FUNCTION record_schedule_change();
CREATE TRIGGER schedules_keep BEFORE TRUNCATE ON schedules
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE schedules, schedule_changes;
DROP FUNCTION record_schedule_change();
