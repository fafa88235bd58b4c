-- +goose Up

-- Query: RoundReminders: whom a month's page says have been reminded.
CREATE INDEX notices_of_rounds ON notices (case_id, key) WHERE kind = 'round_laggard';

-- +goose Down
DROP INDEX notices_of_rounds;
