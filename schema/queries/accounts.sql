-- Accounts: who may sign in; and the record of who came and what they saw.

-- name: Account :one
SELECT a.*, p.name FROM accounts a JOIN persons p ON p.id = a.person WHERE a.person = @person;

-- name: Accounts :many
SELECT a.*, p.name FROM accounts a JOIN persons p ON p.id = a.person ORDER BY a.person;

-- name: CountAccounts :one
SELECT count(*) FROM accounts;

-- name: PutAccount :exec
-- A password that somebody else sets ends every session and every lock.
INSERT INTO accounts (person, password, must_change, created_at, password_at)
VALUES (@person, @password, @must_change, @at, @at)
ON CONFLICT (person) DO UPDATE SET password = excluded.password, must_change = excluded.must_change, failures = 0,
    locked_until = 'epoch', epoch = accounts.epoch + 1, password_at = excluded.password_at;

-- name: AddPerson :exec
INSERT INTO persons (id, name) VALUES (@id, @name) ON CONFLICT (id) DO NOTHING;

-- name: AddPost :exec
INSERT INTO posts (person, unit, role) VALUES (@person, @unit, @role) ON CONFLICT DO NOTHING;

-- name: DisableAccount :execrows
UPDATE accounts SET disabled = @disabled, epoch = epoch + 1 WHERE person = @person;

-- name: SignInFailed :one
-- Counted in the database, so that attempts side by side all count.
UPDATE accounts SET failures = failures + 1 WHERE person = @person RETURNING failures;

-- name: LockAccount :exec
UPDATE accounts SET locked_until = greatest(locked_until, @until) WHERE person = @person;

-- name: SignedIn :exec
UPDATE accounts SET failures = 0, locked_until = 'epoch' WHERE person = @person AND failures > 0;

-- name: SetLanguage :exec
UPDATE accounts SET language = @language WHERE person = @person;

-- name: RecordAccess :exec
INSERT INTO accesses (at, person, act, case_id, detail, address, denied)
VALUES (@at, @person, @act, @case_id, @detail, @address, @denied);

-- name: Accesses :many
-- The newest first, paged by ID.
SELECT * FROM accesses
WHERE id < @before::bigint
    AND (@person::text = '' OR person = @person::text)
    AND (@case_id::text = '' OR case_id = @case_id::text)
    AND (NOT @denied_only::boolean OR denied)
ORDER BY id DESC LIMIT @batch::integer;

-- name: OpenAccounts :execrows
-- One password for everybody who has no account: of a demonstration, where nobody
-- has anything to protect.
INSERT INTO accounts (person, password, must_change, created_at, password_at)
SELECT p.id, @password::text, false, @at::timestamptz, @at::timestamptz FROM persons p
ON CONFLICT (person) DO NOTHING;
