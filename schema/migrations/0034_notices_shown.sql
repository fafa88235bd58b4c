-- +goose Up

-- What shows notices to people.

-- Each place that a notice was ever addressed to: a person, a post, or both. There
-- are some thousands of them whatever the number of notices, so with whom each one
-- rests today is asked of the organisation (casework/people), not of the notices.
CREATE TABLE notice_addressees (
    person text NOT NULL,
    unit   text NOT NULL,
    role   text NOT NULL,
    PRIMARY KEY (person, unit, role)
);
-- Query: NoticeAddressees.
CREATE INDEX notice_addressees_by_post ON notice_addressees ((unit || '/' || role));
INSERT INTO notice_addressees SELECT DISTINCT person, unit, role FROM notices;

-- +goose StatementBegin
CREATE FUNCTION keep_notice_addressees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In one order, so that two writers of the same places never wait crosswise;
    -- those that are there are not even tried.
    INSERT INTO notice_addressees
    SELECT DISTINCT f.person, f.unit, f.role FROM fresh f
    WHERE NOT EXISTS (SELECT FROM notice_addressees a WHERE a.person = f.person AND a.unit = f.unit AND a.role = f.role)
    ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER notices_addressed AFTER INSERT ON notices REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION keep_notice_addressees();

-- Query: NoticesTo, CountUnread.
CREATE INDEX notices_by_addressee ON notices (person, unit, role, id);
-- Query: CountUnread: from which notice on something is still new.
CREATE INDEX notices_by_moment ON notices (created_at, id);

-- Who has read what. Notices are shared; having read them is each reader's own.
CREATE TABLE notice_positions (
    person text PRIMARY KEY,
    upto   bigint NOT NULL -- everything up to this notice has been read
);
CREATE TABLE notice_reads (
    person text   NOT NULL,
    notice bigint NOT NULL, -- beyond the position
    PRIMARY KEY (person, notice)
);

-- Kinds were offered to be muted that are never written. Who did not want comments
-- does not want to be named in them; progress and lights tell nobody.
UPDATE accounts SET muted = array_to_string(ARRAY(
    SELECT DISTINCT CASE k WHEN 'commented' THEN 'mentioned' ELSE k END FROM unnest(string_to_array(muted, ',')) k
    WHERE k IN ('commented', 'handed_over') ORDER BY 1), ',')
WHERE muted <> '';

-- +goose Down
DROP TRIGGER notices_addressed ON notices;
DROP FUNCTION keep_notice_addressees();
DROP INDEX notices_by_moment, notices_by_addressee;
DROP TABLE notice_reads, notice_positions, notice_addressees;
