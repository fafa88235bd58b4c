-- +goose Up

-- Who may come in, and what they did there besides the events of cases.

-- An account lets a person sign in. Posts say what they may do.
CREATE TABLE accounts (
    person       text PRIMARY KEY REFERENCES persons (id),
    password     text        NOT NULL, -- argon2id with its parameters; '' for none
    must_change  boolean     NOT NULL, -- the password was set by somebody else
    disabled     boolean     NOT NULL DEFAULT false,
    failures     integer     NOT NULL DEFAULT 0, -- wrong passwords since the last right one
    locked_until timestamptz NOT NULL DEFAULT 'epoch',
    epoch        integer     NOT NULL DEFAULT 1, -- counted up, every older session ends
    language     text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL,
    password_at  timestamptz NOT NULL
);

-- Sessions, as the session library keeps them.
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea       NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expiry);

-- Who came, what was looked at, exported and denied. What was done to a case is
-- in its events, what was read of personal data in household_readings.
CREATE TABLE accesses (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    person  text        NOT NULL, -- the login as given where it is nobody's
    act     text        NOT NULL, -- signed_in, sign_in_failed, saw, exported, denied …
    case_id text        NOT NULL, -- '' for none
    detail  text        NOT NULL, -- the command denied, the filter exported
    address text        NOT NULL, -- from where
    denied  boolean     NOT NULL
);
-- Queries: Accesses of a person, of a case, denied ones.
CREATE INDEX accesses_by_person ON accesses (person, id);
CREATE INDEX accesses_by_case ON accesses (case_id, id) WHERE case_id <> '';
CREATE INDEX accesses_denied ON accesses (id) WHERE denied;
CREATE TRIGGER accesses_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TABLE accesses, sessions, accounts;
