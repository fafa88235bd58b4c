-- +goose Up

-- The second factor, what a person wants to be told, and how the pages look.
ALTER TABLE accounts
    ADD COLUMN second_on     boolean NOT NULL DEFAULT false,
    ADD COLUMN second_key    text    NOT NULL DEFAULT '', -- which key opens second_sealed
    ADD COLUMN second_sealed bytea   NOT NULL DEFAULT '', -- the secret; entered and not confirmed while second_on is false
    ADD COLUMN second_step   bigint  NOT NULL DEFAULT 0,  -- the newest time step that was used: no code counts twice
    ADD COLUMN theme         text    NOT NULL DEFAULT '',
    ADD COLUMN muted         text    NOT NULL DEFAULT ''; -- kinds of notices not wanted, by commas

-- Codes for whoever has lost the device, by keyed digest; each opens once.
CREATE TABLE recovery_codes (
    person  text NOT NULL REFERENCES accounts (person) ON DELETE CASCADE,
    digest  text NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person, digest)
);

-- Where a person is signed in. The session library keeps what a session holds;
-- this says whose it is, so that it can be listed and ended.
CREATE TABLE account_sessions (
    id       text PRIMARY KEY,
    person   text        NOT NULL,
    begun_at timestamptz NOT NULL,
    seen_at  timestamptz NOT NULL,
    address  text        NOT NULL,
    agent    text        NOT NULL, -- the browser, as it calls itself
    ended_at timestamptz
) WITH (fillfactor = 80);
-- Query: AccountSessions of a person.
CREATE INDEX account_sessions_by_person ON account_sessions (person, seen_at) WHERE ended_at IS NULL;

-- Wrong passwords for logins that are nobody's: they lock as those of somebody do,
-- so that a lock tells nobody whether a login exists. Forgotten after a day.
CREATE TABLE strangers (
    login        text PRIMARY KEY, -- a digest: people type passwords into the wrong field
    failures     integer     NOT NULL,
    locked_until timestamptz NOT NULL DEFAULT 'epoch',
    at           timestamptz NOT NULL
);
-- Query: ForgetStrangers.
CREATE INDEX strangers_by_time ON strangers (at);

-- Who a person is at an OpenID provider: entered by an administrator. Nobody
-- becomes a person by signing in.
CREATE TABLE identities (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    person     text NOT NULL REFERENCES persons (id),
    entered_by text NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);
-- Query: Identities of a person.
CREATE INDEX identities_by_person ON identities (person);

-- Query: Accesses of an act (who signed in, what was exported).
CREATE INDEX accesses_by_act ON accesses (act, id);

-- +goose Down
DROP INDEX accesses_by_act;
DROP TABLE identities, strangers, account_sessions, recovery_codes;
ALTER TABLE accounts DROP COLUMN second_on, DROP COLUMN second_key, DROP COLUMN second_sealed, DROP COLUMN second_step, DROP COLUMN theme, DROP COLUMN muted;
