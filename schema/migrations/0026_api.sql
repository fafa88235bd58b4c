-- +goose Up

-- How programs come in (tokens) and how they are told (webhooks).

-- A token lets a program act as a person, as far as its scopes go.
CREATE TABLE api_tokens (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person     text        NOT NULL REFERENCES persons (id),
    name       text        NOT NULL, -- what it is for, in its owner's words
    hash       text        NOT NULL UNIQUE, -- SHA-256: a token is 256 random bits, so nothing slower is needed
    hint       text        NOT NULL, -- its first signs, to tell tokens apart
    scopes     text[]      NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz, -- about: kept to the minute
    revoked_at timestamptz
);
-- Query: Tokens.
CREATE INDEX api_tokens_by_person ON api_tokens (person, id);

-- Who is told of the events of cases, and of which.
CREATE TABLE webhooks (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title      text        NOT NULL,
    url        text        NOT NULL,
    key_id     text        NOT NULL, -- of the ring that sealed the secret
    sealed     bytea       NOT NULL, -- the secret that signs
    place      text        NOT NULL, -- what the secret is sealed for
    plan       text        NOT NULL, -- '' for every plan
    unit       text        NOT NULL, -- a unit and those below it; '' for every unit
    events     text[]      NOT NULL, -- types of events; none for all
    active     boolean     NOT NULL,
    made_by    text        NOT NULL,
    created_at timestamptz NOT NULL,
    failures   integer     NOT NULL DEFAULT 0, -- one after another
    resume_at  timestamptz NOT NULL DEFAULT 'epoch' -- a receiver that fails is left alone until then
);

-- Events that nobody has looked at yet. Written by the step itself, in its own
-- transaction: events have no order of their own across cases that a reader could
-- follow without missing one that is committed late.
CREATE TABLE webhook_outbox (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id text   NOT NULL,
    seq     bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- What is to be told to whom, and what came of it.
CREATE TABLE webhook_deliveries (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook      bigint      NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    case_id      text        NOT NULL,
    seq          bigint      NOT NULL,
    event_type   text        NOT NULL,
    created_at   timestamptz NOT NULL,
    attempts     integer     NOT NULL DEFAULT 0,
    next_at      timestamptz, -- NULL: delivered or given up
    tried_at     timestamptz,
    delivered_at timestamptz,
    status       integer     NOT NULL DEFAULT 0, -- of the last answer; 0 for none
    problem      text        NOT NULL DEFAULT '', -- the catalogue's key for what went wrong last
    CONSTRAINT webhook_deliveries_once UNIQUE (webhook, case_id, seq)
) WITH (fillfactor = 80);
-- Query: ClaimDelivery.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, next_at, id) WHERE next_at IS NOT NULL;
-- Query: Deliveries.
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (webhook, id);

-- Tells whether a unit is another one or below it.
-- +goose StatementBegin
CREATE FUNCTION unit_below(unit text, top text) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE up (id) AS (
        SELECT unit
        UNION
        SELECT u.parent_id FROM up JOIN units u ON u.id = up.id WHERE u.parent_id <> ''
    )
    SELECT EXISTS (SELECT FROM up WHERE up.id = top);
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION queue_for_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM webhooks WHERE active) THEN
        INSERT INTO webhook_outbox (case_id, seq) SELECT f.case_id, f.seq FROM fresh f ORDER BY f.case_id, f.seq;
    END IF;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER events_for_webhooks AFTER INSERT ON events REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION queue_for_webhooks();

-- +goose Down
DROP TRIGGER events_for_webhooks ON events;
DROP FUNCTION queue_for_webhooks();
DROP FUNCTION unit_below(text, text);
DROP TABLE webhook_deliveries, webhook_outbox, webhooks, api_tokens;
