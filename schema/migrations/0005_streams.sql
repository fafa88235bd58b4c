-- +goose Up

-- The two streams of a case, each hash-chained: what people did (events) and
-- what time did (slips). The body is text, not jsonb: the hash covers its bytes.

CREATE TABLE events (
    case_id     text        NOT NULL,
    seq         bigint      NOT NULL,
    type        text        NOT NULL,
    task        integer     NOT NULL,
    round       integer     NOT NULL,
    at          timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    person      text        NOT NULL,
    unit        text        NOT NULL,
    role        text        NOT NULL,
    command_id  text        NOT NULL,
    carried     boolean     NOT NULL,
    body        text        NOT NULL,
    prev        text        NOT NULL,
    hash        text        NOT NULL,
    PRIMARY KEY (case_id, seq),
    CONSTRAINT events_hash CHECK (hash = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
-- Query: FindCommand.
CREATE UNIQUE INDEX events_by_command ON events (case_id, command_id, seq);
-- Query: EventsOfType.
CREATE INDEX events_by_type ON events (type, at);
-- Query: EventsRecorded.
CREATE INDEX events_by_recording ON events (recorded_at, case_id, seq);
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE slips (
    case_id      text        NOT NULL,
    seq          bigint      NOT NULL,
    task         integer     NOT NULL,
    round        integer     NOT NULL,
    mark         bigint      NOT NULL,
    rung         integer     NOT NULL,
    rung_id      text        NOT NULL,
    light        text        NOT NULL,
    due_on       date        NOT NULL,
    scheduled_at timestamptz NOT NULL,
    at           timestamptz NOT NULL,
    body         text        NOT NULL,
    prev         text        NOT NULL,
    hash         text        NOT NULL,
    PRIMARY KEY (case_id, seq),
    CONSTRAINT slips_once UNIQUE (case_id, task, round, mark, rung), -- each rung once per breach
    CONSTRAINT slips_hash CHECK (hash = encode(sha256(convert_to(body, 'UTF8')), 'hex'))
);
CREATE TRIGGER slips_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON slips
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Evidence: metadata only; the bytes live in the evidence store.
CREATE TABLE evidence (
    case_id  text        NOT NULL,
    seq      bigint      NOT NULL, -- of the event that handed it in
    id       text        NOT NULL,
    task     integer     NOT NULL,
    name     text        NOT NULL,
    size     bigint      NOT NULL,
    sha256   text        NOT NULL,
    revision integer     NOT NULL, -- of the submission; 0 when it came with another act
    by       text        NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (case_id, seq, id)
);

-- Notices: to whom something is to be told. Receivers stay units and roles
-- until delivery, so that a change of post in between is respected.
CREATE TABLE notices (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text        NOT NULL UNIQUE,
    case_id      text        NOT NULL,
    task         integer     NOT NULL,
    kind         text        NOT NULL,
    event_seq    bigint, -- one of the two says what it is about
    slip_seq     bigint,
    person       text        NOT NULL,
    unit         text        NOT NULL,
    role         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    delivered_at timestamptz
) WITH (fillfactor = 90);
-- Query: UndeliveredNotices.
CREATE INDEX notices_undelivered ON notices (id) WHERE delivered_at IS NULL;

-- +goose Down
DROP TABLE notices, evidence, slips, events;
