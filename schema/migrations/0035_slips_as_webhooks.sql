-- +goose Up

-- Slips of the ladder are told to other programs too. They are a stream of their
-- own: a slip's number is not an event's.
ALTER TABLE webhooks ADD COLUMN slips text[] NOT NULL DEFAULT '{}'; -- rungs of the ladder; 'all' for every one, none for none
ALTER TABLE webhook_outbox ADD COLUMN slip boolean NOT NULL DEFAULT false;
ALTER TABLE webhook_deliveries ADD COLUMN slip boolean NOT NULL DEFAULT false;
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_once,
    ADD CONSTRAINT webhook_deliveries_once UNIQUE (webhook, case_id, seq, slip);

-- A sweep writes its slips by the thousand: they enter the outbox by one statement,
-- and while nobody wants slips by none.
-- +goose StatementBegin
CREATE FUNCTION queue_slips_for_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM webhooks WHERE active AND slips <> '{}') THEN
        INSERT INTO webhook_outbox (case_id, seq, slip) SELECT f.case_id, f.seq, true FROM fresh f ORDER BY f.case_id, f.seq;
    END IF;
    RETURN NULL;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER slips_for_webhooks AFTER INSERT ON slips REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION queue_slips_for_webhooks();

-- +goose Down
DROP TRIGGER slips_for_webhooks ON slips;
DROP FUNCTION queue_slips_for_webhooks();
DELETE FROM webhook_deliveries WHERE slip;
DELETE FROM webhook_outbox WHERE slip;
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_once,
    ADD CONSTRAINT webhook_deliveries_once UNIQUE (webhook, case_id, seq);
ALTER TABLE webhook_deliveries DROP COLUMN slip;
ALTER TABLE webhook_outbox DROP COLUMN slip;
ALTER TABLE webhooks DROP COLUMN slips;
